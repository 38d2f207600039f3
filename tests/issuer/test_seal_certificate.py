"""The certificate over the seal: self-made at first, an outside authority's by request."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from issuer.cli import main
from issuer.config import Config
from issuer.founding import found
from issuer.office import key_file
from issuer.seal_certificate import (
    CERTIFICATE_FILE,
    LIFE,
    WARNING,
    SealCertificate,
    make_certificate,
    make_request,
    read_certificate,
)
from issuer.sealing import sealer_for
from keys.key_file import FLOOR
from keys.roles import Role
from keys.signer import MemorySigner, open_signer
from tests.cast import ENTITY, FOUNDED, IDENTITY
from tests.issuer.refusing import refused
from tests.issuer.test_sealing import pdf, signature

__all__ = ["pdf"]
NOW = datetime.now(UTC).replace(microsecond=0)  # that of the command line
PASSPHRASE = b"eight dry fields"
SIGNS = {"digital_signature": True, "content_commitment": True}
NEVER = dict.fromkeys(
    ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
     "encipher_only", "decipher_only", "digital_signature", "content_commitment"), False,
)  # fmt: skip


@pytest.fixture(scope="module")
def signer():
    return MemorySigner.generate(Role.SEAL)


class Outside:
    """A certificate authority of somebody else: a root, and an office under it."""

    def __init__(self) -> None:
        self.keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
        root = self.signed("root", self.keys[0].public_key(), "root", self.keys[0])
        below = self.signed("below", self.keys[1].public_key(), "root", self.keys[0])
        self.above = (below, root)

    def signed(self, subject, key, issuer, by, *, start=NOW, days=365, usage=None):
        names = [
            x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, each)])
            if isinstance(each, str)
            else each
            for each in (subject, issuer)
        ]
        made = x509.CertificateBuilder().subject_name(names[0]).issuer_name(names[1])
        made = (
            made.public_key(key).serial_number(x509.random_serial_number()).not_valid_before(start)
        )
        made = made.not_valid_after(start + timedelta(days=days))
        if usage is not None:
            made = made.add_extension(x509.KeyUsage(**{**NEVER, **usage}), critical=True)
        return made.sign(by, hashes.SHA256())

    def answer(self, request: bytes, *, usage=SIGNS, **said) -> SealCertificate:
        """What it sends back."""
        asked = x509.load_pem_x509_csr(request)
        assert asked.is_signature_valid
        own = self.signed(
            asked.subject, asked.public_key(), "below", self.keys[1], usage=usage, **said
        )
        return SealCertificate((own, *self.above))


@pytest.fixture(scope="module")
def outside():
    return Outside()


# -- self-made ----------------------------------------------------------------------------------


def test_the_authority_signs_for_itself_by_name_and_region(signer):
    own = make_certificate(signer, IDENTITY, at=FOUNDED).own
    own.verify_directly_issued_by(own)
    said = {each.oid: each.value for each in own.subject}
    assert said[NameOID.ORGANIZATION_NAME] == said[NameOID.COMMON_NAME] == IDENTITY.name
    assert (said[NameOID.LOCALITY_NAME], said[NameOID.COUNTRY_NAME]) == (IDENTITY.region, "CN")
    assert own.not_valid_after_utc - own.not_valid_before_utc == LIFE


def test_it_signs_documents_and_no_other_certificate(signer):
    extensions = make_certificate(signer, IDENTITY, at=FOUNDED).own.extensions
    usage = extensions.get_extension_for_class(x509.KeyUsage).value
    basic = extensions.get_extension_for_class(x509.BasicConstraints).value
    names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert (usage.digital_signature, usage.content_commitment) == (True, True)
    assert (usage.key_cert_sign, basic.ca) == (False, False)
    assert names.get_values_for_type(x509.UniformResourceIdentifier) == [ENTITY]


def test_a_long_name_stands_in_full_as_the_organisation(signer):
    identity = replace(IDENTITY, name="新疆生产建设兵团第十二师人力资源和社会保障局（示例）")
    subject = make_certificate(signer, identity, at=FOUNDED).own.subject
    said = {each.oid: each.value for each in subject}
    assert said[NameOID.ORGANIZATION_NAME] == identity.name
    assert said[NameOID.COMMON_NAME] == identity.host


def test_a_chain_reads_back(signer, outside):
    chain = outside.answer(make_request(signer, IDENTITY))
    assert SealCertificate.from_pem(chain.to_pem()) == chain
    assert not chain.self_made


@pytest.mark.parametrize("data", [b"", b"no certificate", b"-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_what_is_no_certificate_is_refused(data):
    with refused("seal.certificate"):
        SealCertificate.from_pem(data)


def test_a_chain_without_end_is_refused(signer):
    own = make_certificate(signer, IDENTITY, at=FOUNDED)
    with refused("seal.certificate"):
        SealCertificate.from_pem(own.to_pem() * 7)
    with refused("seal.certificate"):
        SealCertificate.from_pem(own.to_pem() + b" " * 65536)


def test_a_certificate_over_another_kind_of_key_is_refused(outside):
    key = ec.generate_private_key(ec.SECP384R1()).public_key()
    other = outside.signed("seal", key, "below", outside.keys[1])
    with refused("seal.certificate"):
        SealCertificate.from_pem(other.public_bytes(Encoding.PEM))


# -- an outside authority's ---------------------------------------------------------------------


def test_an_outside_certificate_over_the_same_key_seals(signer, outside, pdf):
    chain = outside.answer(make_request(signer, IDENTITY))
    sealed = sealer_for(IDENTITY, signer, chain).seal(pdf, at=NOW)
    carried = {each.chosen.subject.native["common_name"]
               for each in signature(sealed).signed_data["certificates"]}  # fmt: skip
    assert carried == {IDENTITY.name, "below", "root"}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"start": NOW + timedelta(days=1)}, "seal.certificate.not-yet"),
        ({"start": NOW - timedelta(days=9), "days": 8}, "seal.certificate.expired"),
        ({"usage": {"key_agreement": True}}, "seal.certificate.usage"),
        ({"usage": None}, "seal.certificate.usage"),
    ],
)
def test_an_outside_certificate_that_does_not_fit_is_refused(signer, outside, said, code):
    chain = outside.answer(make_request(signer, IDENTITY), **said)
    with refused(code):
        chain.demand(signer.public, at=NOW)


def test_a_chain_in_another_order_is_refused(signer, outside):
    own, below, root = outside.answer(make_request(signer, IDENTITY)).chain
    with refused("seal.certificate.chain"):
        SealCertificate((own, root, below)).demand(signer.public, at=NOW)


def test_a_chain_under_another_of_the_same_name_is_refused(signer, outside):
    own = outside.answer(make_request(signer, IDENTITY)).own
    with refused("seal.certificate.chain"):
        SealCertificate((own, *Outside().above)).demand(signer.public, at=NOW)


# -- the command line ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    folder = tmp_path_factory.mktemp("seal") / "instance"
    config = Config.from_env({"ZC_INSTANCE": str(folder)})
    found(config, IDENTITY, passphrase=PASSPHRASE, at=FOUNDED, cost=FLOOR)
    return folder


@pytest.fixture
def instance(template, tmp_path):
    shutil.copytree(template, tmp_path / "instance")
    secret = tmp_path / "passphrase"
    secret.touch(mode=0o600)
    secret.write_bytes(PASSPHRASE)
    return tmp_path / "instance"


@pytest.fixture
def run(instance):
    def run(*words, form="--json"):
        env = {"ZC_INSTANCE": str(instance), "ZC_PASSPHRASE_FILE": f"{instance.parent}/passphrase"}
        done = CliRunner().invoke(main, [form, "seal", *map(str, words)], env=env)
        return done.exit_code, json.loads(done.output) if form == "--json" else done.output

    return run


def test_the_command_shows_whose_seal_it_is_and_for_how_long(instance, run):
    code, said = run("show")
    certificate = read_certificate(instance)
    assert code == 0
    assert said["self_made"] is True
    assert said["fingerprint_sha256"] == certificate.fingerprint
    assert said["days_left"] == certificate.days_left(at=NOW)


def test_request_and_install(instance, run, outside, tmp_path):
    code, _ = run("request", "--to", tmp_path / "seal.csr")
    assert code == 0
    chain = outside.answer((tmp_path / "seal.csr").read_bytes())
    (tmp_path / "chain.pem").write_bytes(chain.to_pem())
    code, said = run("install", tmp_path / "chain.pem")
    assert (code, said["self_made"]) == (0, False)
    assert read_certificate(instance) == chain
    path = key_file(Config.from_env({"ZC_INSTANCE": str(instance)}), Role.SEAL)
    signer = open_signer(f"file:{path}", passphrase=PASSPHRASE)
    assert sealer_for(IDENTITY, signer, read_certificate(instance)).certificate == chain


def test_a_certificate_over_another_key_is_not_installed(instance, run, tmp_path):
    before = (instance / CERTIFICATE_FILE).read_bytes()
    other = make_certificate(MemorySigner.generate(Role.SEAL), IDENTITY, at=FOUNDED)
    (tmp_path / "chain.pem").write_bytes(other.to_pem())
    code, said = run("install", tmp_path / "chain.pem")
    assert (code, said["error"]) == (1, "seal.certificate.other-key")
    assert (instance / CERTIFICATE_FILE).read_bytes() == before


@pytest.mark.parametrize(("days", "code"), [(WARNING.days + 1, 0), (WARNING.days - 1, 1)])
def test_one_that_ends_soon_is_told_in_time(instance, run, outside, days, code):
    run("request", "--to", instance / "seal.csr")
    chain = outside.answer((instance / "seal.csr").read_bytes(), days=days + 1)
    (instance / CERTIFICATE_FILE).write_bytes(chain.to_pem())
    found, said = run("show", form="--lang=zh")
    assert (found, "天到期" in said) == (code, code == 1)


def test_a_lost_certificate_is_told_with_its_mend(instance, run):
    (instance / CERTIFICATE_FILE).unlink()
    code, said = run("show")
    assert (code, said["error"]) == (1, "seal.certificate.missing")
