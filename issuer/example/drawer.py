"""The drawer of tampered things: what a forger would try, and the verdict that it gets.

Each thing is made here from a genuine certificate of the example. The page of the drawer posts
them to the same door as everybody; the old list is for `zc-verify` at home.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from issuer.example.demo import Shown
from issuer.example.forged_files import edited_pdf, pasted_picture
from issuer.example.telling import DRAWER, OLD_BUNDLE
from keys.encoding import Json, b64, unb64
from verifier import digits, wire
from verifier.bundle_file import BundleFile
from verifier.profile import QR_VERSION

OLD_BY: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Tampered:
    """One thing of the drawer.

    Attributes:
        slug: Its short name.
        what: What it is, in Chinese; the msgid of its words.
        text: What a scanner would read, for the form; None for a thing to be tried elsewhere.
        file: Name of a file to hand in, in the folder of the drawer.
        link: A page to open instead.
        at: The moment to ask about, for a thing that is tried with `zc-verify`.
        verdict: What it gets.
    """

    slug: str
    what: str
    verdict: str
    text: str | None = None
    file: str | None = None
    link: str | None = None
    at: str | None = None

    def to_dict(self) -> dict[str, Json]:
        """As demo.json has it."""
        return {
            "slug": self.slug,
            "what": self.what,
            "verdict": self.verdict,
            "text": self.text,
            "file": self.file,
            "path": self.link,
            "at": self.at,
        }


def fill_drawer(shown: list[Shown], folder: Path) -> list[dict[str, Json]]:
    """Make the things and write them beside the example."""
    genuine = next(each for each in shown if each.expected == "VALID")
    other = next(each for each in shown if each.expected == "VALID" and each is not genuine)
    made_at = BundleFile.from_bytes((folder / DRAWER / OLD_BUNDLE).read_bytes()).made_at
    things = [
        Tampered(
            "edited-credential",
            "证书文件里的职称专业被改成了别的",
            "FORGED",
            text=_edited_credential(genuine),
        ),
        Tampered(
            "edited-offline-code",
            "离线核验码里的一个字节被改动",
            "FORGED",
            text=_edited_offline_code(genuine),
        ),
        Tampered(
            "pasted-code",
            "别人的真二维码，贴到了自己的证书上",
            "VALID",
            link=f"/v/{other.code}",
        ),
        Tampered(
            "look-alike-host",
            "二维码指向一个看起来很像的网站",
            "NOT_OFFICIAL_QR",
            text=wire.qr_link("zc.weihai.example.invalid", genuine.code),
        ),
        Tampered(
            "edited-file",
            "证书 PDF 原文件被编辑软件改了一行字",
            "FORGED",
            file="edited.pdf",
        ),
        Tampered(
            "pasted-picture",
            "证书图片上贴了别人的真二维码",
            "FORGED",
            file="pasted.png",
        ),
        Tampered("unknown-code", "凭空编造的编码", "NOT_FOUND", link=f"/v/{'0' * 26}"),
        Tampered(
            "old-list",
            "撤销之前的旧名单，拿来核验已撤销的证书",
            "STALE_OFFLINE",
            at=(made_at + OLD_BY).isoformat(),
        ),
    ]
    place = folder / DRAWER  # the old bundle was put there as the story went on
    place.mkdir(mode=0o700, exist_ok=True)
    for thing in things:
        if thing.text is not None:
            (place / f"{thing.slug}.txt").write_text(thing.text, "utf-8")
    (place / "edited.pdf").write_bytes(edited_pdf(genuine.printed.pdf))
    printed, link = genuine.printed, other.printed.link
    (place / "pasted.png").write_bytes(pasted_picture(printed.pdf, printed.credential, link))
    revoked = next(each for each in shown if each.expected == "REVOKED")
    (place / "revoked.sd-jwt").write_text(revoked.printed.credential, "utf-8")
    return [thing.to_dict() for thing in things]


def _edited_credential(genuine: Shown) -> str:
    """The specialty's disclosure rewritten by somebody who hopes that nobody adds up."""
    head, *disclosures = genuine.printed.credential.rstrip("~").split("~")
    edited = []
    for disclosure in disclosures:
        salt, name, value = json.loads(unb64(disclosure))
        changed = "人工智能" if name == "specialty" else value
        edited.append(b64(json.dumps([salt, name, changed], ensure_ascii=False).encode()))
    return "~".join([head, *edited, ""])


def _edited_offline_code(genuine: Shown) -> str:
    """One bit of the signed bytes turned over, and coded again."""
    link, _, code = genuine.printed.offline_link.partition("#")
    signed = bytearray(digits.decode(code.removeprefix(QR_VERSION)))
    signed[len(signed) // 2] ^= 1
    return f"{link}#{QR_VERSION}{digits.encode(bytes(signed))}"
