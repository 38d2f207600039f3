"""The example lists, one for each way of obtaining a title, and what a clerk can break in them.

Line 1 has the headings; a flaw changes cells of a line below. See flaws.toml.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from issuer.admission import Problem
from issuer.committee.line import Terms
from issuer.committee.reading import read_list
from issuer.committee.workbook import read_book
from issuer.example.story import list_lines, read_story
from issuer.example.workbooks import workbook
from tests.issuer.desk_world import RULES, draft, sitting
from verifier.committee import CommitteeAuthority
from verifier.titles import Method, Scope, ScopeKind

LINES = 6  # headings and five persons


@dataclass(frozen=True)
class Example:
    """A list that keeps every rule, and whose it is."""

    committee: CommitteeAuthority
    method: Method
    decided_on: date
    lines: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Flaw:
    """Cells that are changed, and all that is then told: line, heading, code, clause."""

    method: Method
    name: str
    cells: tuple[tuple[int, str, str], ...]
    told: tuple[tuple[int, str, str, str], ...]


def flaws() -> tuple[Flaw, ...]:
    """Every flaw of flaws.toml."""
    text = Path(__file__).with_name("flaws.toml").read_text("utf-8")
    return tuple(
        Flaw(
            Method(each["method"]),
            each["name"],
            tuple(map(tuple, each["cells"])),
            tuple(map(tuple, each["told"])),
        )
        for each in tomllib.loads(text)["flaw"]
    )


@cache
def example(method: Method) -> Example:
    """The example list of a method; conversions and examinations on the list of reviews."""
    story = read_story()
    slug = "digital-engineers" if method is Method.RECOGNITION else "torch-medical"
    batch = next(each for each in story.batches if each.list_name == slug)
    body = next(each.authority for each in story.committees if each.slug == slug)
    body = replace(body, methods=(method,), region="3710")
    plain = Example(body, method, batch.decided_on, tuple(map(tuple, list_lines(slug)[:LINES])))
    if method is Method.CONVERSION:
        body = replace(body, region="14", scope=Scope(ScopeKind.PROVINCE, "14"))
        plain = replace(plain, committee=body)
        return _with(
            plain, 原职称证书编号="JZ-2020-{}", 原职称级别="{level}", 任现职起始日="2020-10-01"
        )
    if method is Method.EXAM:
        return _with(
            plain,
            考试名称="示例资格考试",
            考试合格证编号="KS-2024-{}",
            考试通过日期="2024-11-03",
        )
    return plain


def _with(plain: Example, **columns: str) -> Example:
    level = plain.lines[0].index("级别")
    head, *people = plain.lines
    return replace(
        plain,
        lines=(
            (*head, *columns),
            *(
                (*cells, *(text.format(number, level=cells[level]) for text in columns.values()))
                for number, cells in enumerate(people, start=1)
            ),
        ),
    )


def broken(plain: Example, cells: tuple[tuple[int, str, str], ...] = ()) -> list[list[str]]:
    """The lines of the list with some cells changed; a heading that is not there is added."""
    lines = [list(each) for each in plain.lines]
    for line, heading, value in cells:
        if heading not in lines[0]:
            lines[0].append(heading)
            for each in lines[1:]:
                each.append("")
        lines[line - 1][lines[0].index(heading)] = value
    return lines


def problems_of(plain: Example, lines: list[list[str]]) -> tuple[Problem, ...]:
    """Everything that the desk has against a list."""
    terms = Terms(plain.committee, RULES, plain.method, plain.decided_on)
    counter = iter(range(1, 10**6))
    found = read_list(
        read_book(workbook(lines)).grid, terms, salt=lambda: next(counter).to_bytes(16, "big")
    )
    said = sitting(len(found.rows), method=plain.method)
    header = replace(draft(found.rows, said=said).header, decided_on=plain.decided_on)
    return found.check(header, terms)
