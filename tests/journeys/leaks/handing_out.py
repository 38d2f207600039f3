"""Claim codes at the command line, for certificates whose holders are canaries."""

from __future__ import annotations

from tests.journeys.leaks.errands import Errands
from tests.journeys.leaks.whole_path import NAMES


def handed_out(to: Errands, numbers: list[str]) -> None:
    """Codes for a batch, anew for one, withdrawn for another; and everything asked wrongly."""
    slips, listing = to.folder / "slips.pdf", to.folder / "claims.xlsx"
    files = ("--slips", slips, "--list", listing)
    to.well("zc-issuer claims make", "DZ-1", *files)
    to.well("zc-issuer claims make", "DZ-1", *files)
    to.well("zc-issuer claims make", "DZ-1", "--again", *files)
    to.well("zc-issuer claims reissue", numbers[0], "--slips", to.folder / "slip.pdf")
    to.well("zc-issuer claims withdraw", numbers[1])
    to.well("zc-issuer claims list", "DZ-1")
    for path in (slips, listing, to.folder / "slip.pdf"):
        assert path.stat().st_mode & 0o777 == 0o600, path
    for who in (numbers[1], NAMES[0], "ZC"):
        to.do("zc-issuer claims withdraw", who)
    for who in (NAMES[0], "ZC3710002025053999999X"):
        to.do("zc-issuer claims reissue", who, "--slips", slips)
    to.do("zc-issuer claims make", "DZ-9", *files)
    to.do("zc-issuer claims list", "DZ-9")


def taken_back_again(to: Errands, number: str) -> None:
    """No code for a title that was revoked."""
    run = to.do("zc-issuer claims reissue", number, "--slips", to.folder / "never.pdf")
    assert (run.code, run.crash) == (1, None)
    assert not (to.folder / "never.pdf").exists()
