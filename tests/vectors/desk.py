"""The desks at which the vectors' batches are signed, by the rules or against them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from keys.encoding import sha256
from keys.envelope import seal_together
from keys.roles import Typ
from keys.signer import Signer
from tests.vectors.scene import FILING, NARROW, Scene, id_no
from tests.verifier.world import DIGITAL, MAPPING, header, moment, row
from verifier.batch import BatchHeader, Meeting, Row
from verifier.titles import DigitalGrade, DigitalGradeCertificate, Level, Method, Scope, ScopeKind

MET: Final = date(2024, 6, 20)
UNDERTAKINGS: Final = ("个人承诺书（2024版）", "单位承诺书（2024版）")


def file_of(sealed: bytes, rows: Sequence[Row]) -> str:
    """The batch file: the sealed header, then a line for each row."""
    return "".join(f"{line.decode()}\n" for line in (sealed, *(each.to_bytes() for each in rows)))


class Desk:
    """The narrow committee's desk, and the one that recognises grades."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.one, self.two, self.again = scene.members[NARROW]
        names = (("长孙无垠", 21), ("公孙望", 22))
        self.rows = [
            scene.narrow_row(name, serial, award_date=MET, scope=Scope(ScopeKind.PROVINCE, "37"))
            for name, serial in names
        ]

    def header(self, rows: Sequence[Row], issuer: str = NARROW, **changes: object) -> BatchHeader:
        said: dict[str, object] = {
            "issued_at": moment(6, 27),
            "expires_at": moment(6, 27) + timedelta(days=30),
            "number": "2024-6",
            "filing_no": FILING,
            "decided_on": MET,
            "meeting": Meeting(MET, 1, sha256(b"tally")),
            "undertakings": UNDERTAKINGS,
        }
        return header(issuer, rows, **{**said, **changes})

    def review(self, rows: Sequence[Row] | None = None, **changes: object) -> str:
        """A batch signed by two people; `changes` are of its header."""
        rows = rows or self.rows
        return self.signed(self.header(rows, **changes).to_bytes(), rows)

    def changed(self, **changes: object) -> str:
        """A batch of one row that says something else."""
        return self.review([replace(self.rows[0], **changes)])

    def signed(
        self, payload: bytes, rows: Sequence[Row], signers: Sequence[Signer] | None = None
    ) -> str:
        return file_of(seal_together(payload, Typ.BATCH, signers or [self.one, self.two]), rows)

    def recognition(self, grade: DigitalGrade = DigitalGrade.INTERMEDIATE) -> str:
        fact = DigitalGradeCertificate("2-02-38-01", grade, "S000037202400001", date(2024, 3, 1))
        graded = row(
            "慕容清",
            31,
            id_no=id_no(31),
            title="工程师",
            level=Level.INTERMEDIATE,
            specialty="人工智能",
            award_date=MET,
            facts=(fact,),
            mapping=MAPPING,
        )
        said = self.header(
            [graded],
            DIGITAL,
            method=Method.RECOGNITION,
            meeting=None,
            filing_no=self.scene.filings[DIGITAL].filing_no,
        )
        return self.signed(said.to_bytes(), [graded], self.scene.members[DIGITAL])
