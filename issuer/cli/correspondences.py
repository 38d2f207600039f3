"""`correspond`: a 对应关系证明 for somebody whose grade corresponds to a title as it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from issuer.attesting import attest
from issuer.cli.terminal import Terminal, command
from verifier.china_time import china_day
from verifier.correspondence import Held, Question

_FILE = click.Path(dir_okay=False, path_type=Path)


def _day(_: click.Context, __: click.Parameter, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter("2024-09-01") from error


@click.command("correspond")
@click.option("--holder", required=True, help="姓名 / name")
@click.option("--grade", required=True, help="JUNIOR, INTERMEDIATE")
@click.option("--occupation", "name", required=True, help="职业代码 / code of the occupation")
@click.option("--certificate-no", required=True, help="等级证书编号 / number of the grade's paper")
@click.option("--obtained", callback=_day, help="取得日期 / day it was obtained")
@click.option("--region", required=True, help="地区代码 / GB/T 2260")
@click.option("--on", callback=_day, help="截至日期，默认今天 / as of; today unless given")
@click.option("--met", multiple=True, required=True, help="已核实的条件 / a condition established")
@click.option("--number", required=True, help="证明编号 / number of the paper")
@click.option("--to", "target", type=_FILE, required=True, help="PDF")
@click.pass_obj
@command
def correspond(
    terminal: Terminal,
    *,
    holder: str,
    grade: str,
    name: str,
    certificate_no: str,
    obtained: date | None,
    region: str,
    on: date | None,
    met: tuple[str, ...],
    number: str,
    target: Path,
) -> None:
    """出具对应关系证明（不是职称证书）/ a proof of correspondence, never a certificate."""
    question = Question(
        held=Held.DIGITAL_GRADE,
        grade=grade,
        region=region,
        on=on or china_day(terminal.at),
        name=name,
        obtained_on=obtained,
        met=frozenset(met),
    )
    made = attest(
        terminal.office,
        question,
        holder=holder,
        certificate_no=certificate_no,
        number=number,
        at=terminal.at,
    )
    target.touch(mode=0o600)
    target.write_bytes(made.pdf)
    terminal.answer({"number": number, "pdf": str(target), "title": made.paper.title})
    terminal.say("已写出 {path}。", path=str(target))


COMMANDS = (correspond,)
