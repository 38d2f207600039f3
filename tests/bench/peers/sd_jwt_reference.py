"""`sd-jwt`, the reference implementation of SD-JWT in Python: a signature and its disclosures."""

from __future__ import annotations

from jwcrypto.jwk import JWK
from line import Facts, serve
from sd_jwt.common import SDObj
from sd_jwt.issuer import SDJWTIssuer
from sd_jwt.verifier import SDJWTVerifier

KEY = JWK.generate(kty="EC", crv="P-256")
PUBLIC = JWK.from_json(KEY.export_public())


def issue(facts: list[Facts]) -> list[str]:
    return [_one(each) for each in facts]


def _one(facts: Facts) -> str:
    selective = {SDObj(name): value for name, value in facts["selective"].items()}
    issuer = SDJWTIssuer(
        {**facts["plain"], **selective},
        KEY,
        sign_alg="ES256",
        extra_header_parameters={"typ": "dc+sd-jwt"},
    )
    return issuer.sd_jwt_issuance


def verify(made: list[str]) -> None:
    for text in made:
        payload = SDJWTVerifier(text, lambda _issuer, _header: PUBLIC).get_verified_payload()
        assert "name" in payload


serve(issue, verify)
