"""An office, a registered unit, and rosters as employers write them."""

from __future__ import annotations

import csv
import io
import secrets
from dataclasses import dataclass

import xlsxwriter
from python_calamine import CalamineWorkbook

from issuer.registrar.errand import errand
from issuer.roster.desk import RosterDesk
from issuer.store import copies, statuses
from tests.cast import ZONE, row
from tests.province import Province
from verifier.decision import RegisterUnit
from verifier.profile import Status

UNIT = "示例用人单位有限公司"
USCC = "91371000MA3EXB010U"
PURPOSE = "2025年度岗位聘用核验（示例）"
DOOR = ("证书编号", "姓名", "查验码")
COMPARED = (*DOOR, "证件号码")


def book(*lines, sheet="名册") -> bytes:
    """A workbook of text cells."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False})
    page = made.add_worksheet(sheet)
    bold = made.add_format({"bold": True})
    for number, cells in enumerate(lines):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                page.write_string(number, column, cell, None if number else bold)
            else:
                page.write(number, column, cell)
    made.close()
    return out.getvalue()


def cells_of(data: bytes) -> list[list[object]]:
    """Every cell of the first sheet, as a spreadsheet shows them."""
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def csv_of(*lines, delimiter=",", encoding="utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(lines)
    return out.getvalue().encode(encoding)


@dataclass
class Units:
    """The province and its one unit."""

    province: Province
    unit: str

    @classmethod
    def of(cls, province: Province) -> Units:
        unit = secrets.token_hex(8)
        act = RegisterUnit(unit, UNIT, USCC, "0631-0000000", "威人社函〔2025〕1号（示例）")
        province.decide(act)
        return cls(province, unit)

    @property
    def desk(self) -> RosterDesk:
        return RosterDesk(self.province.office, lambda: self.province.at)

    def check(self, data: bytes, *, language="zh_CN", purpose=PURPOSE, **more):
        return self.desk.check(
            data,
            self.unit,
            purpose=purpose,
            language=language,
            **more,
        )

    def result(self, *lines, **more) -> list[list[object]]:
        """The result of a workbook, without its headings."""
        return cells_of(self.check(book(*lines), **more).result)[1:]

    def titles(self, *serials):
        return self.province.issue(ZONE, [row(each) for each in serials])

    def supersede(self, number: str) -> None:
        """As a correction does: the copy has been replaced by another."""
        with errand(self.province.office, at=self.province.at) as running:
            found = copies.of_award(running.connection, number)
            statuses.change(
                running.connection,
                [each.copy_id for each in found],
                before=[int(Status.VALID)],
                after=int(Status.SUPERSEDED),
                at=running.at,
            )
            for each in {copy.status_list for copy in found}:
                running.renew_status_list(each)
        self.province.go(minutes=1)


def door(title) -> tuple[str, str, str]:
    """What stands on the face of a certificate."""
    return (title.number, title.row.name, title.check_code)
