"""docs/verdicts.md lists every verdict as the code has it: order, colour, shape, heading, exit."""

from __future__ import annotations

import re
from pathlib import Path

from keys.words import Words
from verifier import report
from verifier.cli import exit_code
from verifier.cli_rim import CATALOGUES
from verifier.verdict import PRECEDENCE, VerdictCode

PAGE = (Path(__file__).parents[2] / "docs/verdicts.md").read_text("utf-8")
ROW = re.compile(r"(?m)^\| `([A-Z_]+)` \| (\w+) (\S+) \| (\S+) \| .* \| ([0-3]) \|$")
COLOURS = {"green": report.GREEN, "amber": report.AMBER, "red": report.RED, "grey": report.GREY}


def test_the_page_has_a_row_for_every_verdict_in_the_order_of_precedence():
    told = [VerdictCode(code) for code, *_ in ROW.findall(PAGE)]
    assert tuple(told[: len(PRECEDENCE)]) == PRECEDENCE
    assert set(told) == set(VerdictCode)
    assert len(told) == len(VerdictCode)


def test_look_heading_and_exit_are_those_of_the_code():
    words = Words("zh_CN", *CATALOGUES)
    for name, colour, shape, heading, leaves in ROW.findall(PAGE):
        code = VerdictCode(name)
        assert (shape, COLOURS[colour]) == report.LOOKS[code]
        assert heading == words(report.heading_code(code))
        assert int(leaves) == exit_code(code)
