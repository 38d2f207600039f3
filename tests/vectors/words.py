"""Flaws in words: names that show otherwise than they were signed, that act as code, or hide."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from keys.encoding import Json, b64, canonical, sha256
from keys.roles import Role
from tests.vectors.collection import Collection, error, forged, no_authority, rejected
from tests.vectors.controls import WITH_PROOF, WITHOUT_PROOF
from tests.vectors.desk import Desk
from tests.vectors.scene import Scene
from tests.vectors.tampering import disclosures_of, joined, with_disclosures
from verifier import sd_jwt
from verifier.disclosure import name_of
from verifier.titles import Scope, ScopeKind

REVIEW = "batch-of-a-review"
SALT = b64(sha256(b"salt").encode()[:16])


def add_words(book: Collection, scene: Scene) -> None:
    _add_names(book, scene)
    _add_disclosures(book, scene)
    _add_rows(book, Desk(scene))
    book.flaw(
        "scope-of-another-region",
        "Says that it counts in Guangxi; the committee was filed for Shandong "
        "(鲁人社字〔2019〕208号 二、（三）).",
        no_authority("rules.scope"),
        of=WITH_PROOF,
        input=scene.full(scene.other_region),
    )


def disclosure(*parts: Json) -> str:
    """Written as ours are; the parts may be anything."""
    return b64(canonical(parts))


def _add_names(book: Collection, scene: Scene) -> None:
    """The office itself signed them, by mistake or by force: nobody shows them."""
    text, signer = scene.copy.credential, scene.signers[Role.CREDENTIAL]
    others = [each for each in disclosures_of(text) if name_of(each) != "name"]
    for label, says, code, name in (
        (
            "that-turns-around",
            "A mark turns the characters after it around (CVE-2021-42574)",
            "document.member",
            "欧阳\u202e文博",
        ),
        (
            "that-hides",
            "A space of no width makes it another name",
            "document.member",
            "欧阳\u200b文博",
        ),
        (
            "of-two-lines",
            "A line break lets it write a line of its own",
            "document.member",
            "欧阳文博\n有效",
        ),
        ("with-a-zero", "A zero ends it for some readers", "document.member", "欧阳文博\x00"),
        ("of-a-thousand", "A thousand characters", "document.member", "欧" * 1_000),
        (
            "in-another-form",
            "Not in NFC: another spelling of the same letters (RFC 8785 3.1)",
            "encoding.nfc",
            unicodedata.normalize("NFD", "Aygül"),
        ),
    ):
        changed = [disclosure(SALT, "name", name), *others]
        book.flaw(
            f"name-{label}",
            f"{says}.",
            forged(code),
            of=WITHOUT_PROOF,
            input=with_disclosures(text, changed, signer),
        )


def _add_disclosures(book: Collection, scene: Scene) -> None:
    text, signer = scene.copy.credential, scene.signers[Role.CREDENTIAL]
    disclosures = disclosures_of(text)
    hidden = disclosure(SALT, "sex", "F")
    digest = sha256(hidden.encode())
    jwt = sd_jwt.issuer_jwt(text)
    mapping = scene.recognised.certificate.mapping
    assert mapping is not None
    status: Json = {"status_list": {"idx": 1, "uri": "https://zc.fake.example/status/1"}}
    for name, says, code, extra in (
        (
            "disclosure-of-an-array-element",
            "Two parts instead of three: it stands for an element of an array (RFC 9901 4.2.2).",
            "credential.disclosure",
            disclosure(SALT, "F"),
        ),
        (
            "disclosure-of-four-parts",
            "Four parts instead of three (RFC 9901 4.2.1).",
            "credential.disclosure",
            disclosure(SALT, "employer", "威海示例电子有限公司", "F"),
        ),
        (
            "digests-inside-a-disclosure",
            "A disclosed clause holds digests of more, and ours have no parts (RFC 9901 4.2.6).",
            "document.unknown-member",
            disclosure(SALT, "mapping", {**mapping.to_dict(), "_sd": [digest]}),
        ),
        (
            "disclosure-with-a-short-salt",
            "A salt of 32 bits, which can be guessed (RFC 9901 9.3).",
            "credential.disclosure",
            disclosure("c2FsdA", "approval_doc_no", "威人社职〔2024〕9号"),
        ),
        (
            "disclosure-of-an-unknown-claim",
            "A claim that certificates do not have.",
            "credential.unknown-claim",
            hidden,
        ),
        (
            "disclosure-of-three-dots",
            'A disclosure by the name of "..." (RFC 9901 4.2.1).',
            "credential.reserved-name",
            disclosure(SALT, "...", digest),
        ),
        (
            "disclosure-of-the-status",
            "A disclosure would put another status list in the place of ours (SD-JWT VC 2.2.2.2).",
            "credential.reserved-name",
            disclosure(SALT, "status", status),
        ),
    ):
        tampered = with_disclosures(text, [*disclosures, extra], signer)
        book.flaw(name, says, forged(code), of=WITHOUT_PROOF, input=tampered)
    book.flaw(
        "disclosure-of-nothing",
        "An empty part between two others (RFC 9901 4).",
        error("credential.form"),
        of=WITHOUT_PROOF,
        input=joined(jwt, ["", *disclosures]),
    )


def _add_rows(book: Collection, desk: Desk) -> None:
    for name, says, code, change in (
        (
            "row-with-html-for-a-name",
            "A name that a page could take for its own words",
            "row.name.character",
            {"name": "<b>长孙无垠</b>"},
        ),
        (
            "row-with-a-formula-for-a-name",
            "A name that a spreadsheet would run (CWE-1236)",
            "row.name.character",
            {"name": "=HYPERLINK(长孙)"},
        ),
        (
            "row-with-a-digit-in-the-name",
            "A name with a digit in it",
            "row.name.digit",
            {"name": "长孙无垠2"},
        ),
        (
            "row-with-a-character-of-nobody",
            "A character of the private use area, which every machine shows otherwise (GB 18030)",
            "row.name.private-use",
            {"name": "长孙\ue000"},
        ),
        (
            "row-of-another-region",
            "A scope in another province (鲁人社字〔2019〕208号 二、（三）)",
            "row.scope",
            {"scope": Scope(ScopeKind.PROVINCE, "45")},
        ),
    ):
        row = replace(desk.rows[0], **change)
        book.flaw(name, f"{says}.", rejected(code), of=REVIEW, input=desk.review([row]))
