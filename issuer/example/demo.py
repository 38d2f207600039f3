"""What the first run shows: every certificate with its address, and the verdict it should get."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from issuer.example.telling import Told, certificates_of
from issuer.lifecycle import Standing
from issuer.office import Office
from issuer.printing import Press, Printed
from issuer.store import awards, session
from keys.encoding import Json

DEMO_FILE: Final = "demo.json"

# What the page says of a title in each standing.
EXPECTED: Final = {
    Standing.VALID: "VALID",
    Standing.SUSPENDED: "SUSPENDED",
    Standing.REVOKED: "REVOKED",
    Standing.CANCELLED: "CANCELLED",
    Standing.SUPERSEDED: "SUPERSEDED",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One certificate of the demo.

    Attributes:
        expected: The verdict that its page shows.
        pdf: Its file, relative to the instance.
    """

    batch: str
    number: str
    name: str
    title: str
    code: str
    check_code: str
    expected: str
    pdf: str
    printed: Printed

    def to_dict(self) -> dict[str, Json]:
        """As demo.json has it; `address_urls` adds the whole `url` of each run."""
        return {
            "batch": self.batch,
            "number": self.number,
            "name": self.name,
            "title": self.title,
            "code": self.code,
            "check_code": self.check_code,
            "path": f"/v/{self.code}",
            "verdict": self.expected,
            "pdf": self.pdf,
        }


def print_all(
    office: Office, press: Press, told: Told, folder: Path, *, progress: Callable[[], None]
) -> list[Shown]:
    """Print every certificate and say what its page should show."""
    pdfs = folder / "certificates"
    pdfs.mkdir(mode=0o700, exist_ok=True)
    shown = []
    for batch, digest in told.batches.items():
        for number, row in certificates_of(office, digest):
            printed = press.pdf(number, specimen=True)
            path = pdfs / f"{number}.pdf"
            path.write_bytes(printed.pdf)
            with session.read(office.engine) as connection:
                award = awards.get(connection, number, vault=office.vault)
            shown.append(
                Shown(
                    batch=batch,
                    number=number,
                    name=row.name,
                    title=row.title,
                    code=printed.code,
                    check_code=printed.check_code,
                    expected=EXPECTED[Standing(award.state)],
                    pdf=str(path.relative_to(folder)),
                    printed=printed,
                )
            )
            progress()
    return shown


def write_demo(folder: Path, shown: list[Shown], told: Told, drawer: list[dict[str, Json]]) -> None:
    """Write demo.json: certificates, refused batches, tampered things."""
    document = {
        "certificates": [each.to_dict() for each in shown],
        "refused": [
            {
                "batch": number,
                "marked": str(told.marked[number].relative_to(folder)),
                "findings": [problem.to_dict() for problem in problems],
            }
            for number, problems in told.refused.items()
        ],
        "drawer": drawer,
    }
    text = json.dumps(document, ensure_ascii=False, indent=1)
    (folder / DEMO_FILE).write_text(text, "utf-8")


def address_urls(folder: Path, base: str) -> None:
    """Write the addresses of this run into demo.json: the port is another one each time."""
    path = folder / DEMO_FILE
    document = json.loads(path.read_text("utf-8"))
    document["base"] = base
    for each in (*document["certificates"], *document["drawer"]):
        if each.get("path"):
            each["url"] = base + each["path"]
    write_again(path, document)


def write_again(path: Path, document: Json) -> None:
    """Put demo.json in the place of the one that is there, whole or not at all."""
    unfinished = path.with_suffix(".new")
    unfinished.write_text(json.dumps(document, ensure_ascii=False, indent=1), "utf-8")
    unfinished.replace(path)
