"""An employer and its roster at the office's command line, with canaries on every line."""

from __future__ import annotations

from pathlib import Path

from issuer.store.session import open_engine
from tests.cast import id_no
from tests.journeys.leaks.errands import Errands
from tests.journeys.leaks.whole_path import NAMES


def rosters(to: Errands, holders: list[Path]) -> None:
    """An employer is let in, has its people verified, keeps the receipt, and is shut out."""
    folder, document = to.folder, ("--document", "文号")
    told = ("--name", "威海示例用人单位", "--uscc", "91371000MA3EXB010U", "--contact", "0631-1")
    to.well("zc-issuer unit add", *told, *document, *to.by("chen"))
    to.well("zc-issuer countersign", to.waiting(), *to.by("lin"))
    to.do("zc-issuer unit add", *told, *document, *to.by("chen", "lin"))  # it is in
    to.do("zc-issuer unit add", *told[:3], "1", *told[4:], *document, *to.by("chen", "lin"))
    (unit,) = units_of(folder / "instance")
    invited(to, unit)
    lines = [
        f"{name},{holder.stem},7M4K2X,{id_no(800)}"
        for name, holder in zip(NAMES, holders, strict=True)
    ]
    roster = folder / "roster.csv"
    roster.write_text("\n".join(["姓名,证书编号,查验码,证件号码", *lines, NAMES[0]]), "utf-8")
    asked, result = (unit, roster, "--purpose", "聘用（示例）"), folder / "result.csv"
    to.well("zc-issuer roster check", *asked, "--to", result)
    to.well("zc-issuer roster work", "--once")
    to.well("zc-issuer roster asked", holders[0].stem)
    to.do("zc-issuer roster asked", NAMES[0])
    to.well("zc-issuer unit list")
    to.well("zc-issuer unit withdraw", unit, *document, *to.by("chen"))
    to.do("zc-issuer roster check", *asked)
    to.do("zc-issuer unit withdraw", NAMES[0], *document, *to.by("chen"))


def invited(to: Errands, unit: str) -> None:
    """A person is invited who has the name of a holder, and nobody stays let in."""
    to.well("zc-issuer unit invite", unit, "--person", NAMES[0])
    to.do("zc-issuer unit invite", NAMES[0], "--person", NAMES[0])
    to.do("zc-issuer unit invite", unit, "--person", NAMES[0] * 30)
    to.well("zc-issuer unit passkeys", unit)
    to.do("zc-issuer unit passkeys", NAMES[0])
    to.do("zc-issuer unit shut-out", unit, "--passkey", NAMES[0])
    to.well("zc-issuer unit shut-out", unit)


def units_of(instance: Path) -> list[str]:
    """The ids of the units, as their register has them."""
    engine = open_engine(f"sqlite:///{instance / 'office.db'}")
    with engine.connect() as connection:
        found = list(connection.exec_driver_sql("SELECT id FROM unit").scalars())
    engine.dispose()
    return found
