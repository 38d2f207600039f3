"""Employers and their rosters: `unit add|list|withdraw`, `roster check|work|asked`."""

from __future__ import annotations

import os
import secrets
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import click

from issuer.cli.deciding import Sealing, decide, sealed_by
from issuer.cli.terminal import Terminal, command
from issuer.committee.workbook import CSV_ENCODINGS
from issuer.numbers import normalise
from issuer.parts import now
from issuer.roster.at_work import go_on
from issuer.roster.desk import RosterDesk
from issuer.roster.reading import MAX_FILE_BYTES
from issuer.roster.wording import conclusion_words
from issuer.roster.worker import RosterWorker
from issuer.store import rosters, session, units
from keys.errors import TooLarge
from verifier.china_time import china_day, in_words
from verifier.decision import RegisterUnit, WithdrawUnit

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_TARGET = click.Path(dir_okay=False, path_type=Path)


@click.group()
def unit() -> None:
    """用人单位的登记 / employers that may have rosters verified."""


@unit.command()
@click.option("--name", required=True, help="单位名称 / name")
@click.option("--uscc", required=True, help="统一社会信用代码 / unified social credit code")
@click.option("--contact", required=True, help="联系方式 / whom to call there")
@click.option("--document", required=True, help="文号 / document number")
@click.pass_obj
@sealed_by
@command
def add(
    terminal: Terminal, *, name: str, uscc: str, contact: str, document: str, sealing: Sealing
) -> None:
    """登记用人单位，须两人 / register a unit; two persons must."""
    number = secrets.token_hex(4)
    act = RegisterUnit(number, name.strip(), uscc.strip().upper(), contact.strip(), document)
    decide(terminal, act, sealing)
    terminal.say(
        "单位 {name} 的编号是 {unit}。"
        "生效后，用此编号核验名册：zc-issuer roster check {unit} 名册.xlsx --purpose 用途。",
        name=act.name,
        unit=number,
    )


@unit.command()
@click.argument("number")
@click.option("--document", required=True, help="文号 / document number")
@click.pass_obj
@sealed_by
@command
def withdraw(terminal: Terminal, number: str, document: str, sealing: Sealing) -> None:
    """注销用人单位登记，一人即可 / end a unit's registration; one person may."""
    decide(terminal, WithdrawUnit(number, document), sealing)


@unit.command("list")
@click.pass_obj
@command
def listing(terminal: Terminal) -> None:
    """列出用人单位 / the units."""
    office = terminal.office
    with session.read(office.engine) as connection:
        found = units.every(connection, vault=office.vault)
    terminal.answer(
        [
            {
                "unit": each.id,
                "name": each.name,
                "uscc": each.uscc,
                "registered_at": each.registered_at.isoformat(),
                "withdrawn_at": each.withdrawn_at.isoformat() if each.withdrawn_at else None,
            }
            for each in found
        ]
    )
    if not found:
        terminal.say("没有登记的用人单位。")
        return
    terminal.table(
        "用人单位",
        ("单位编号", "单位名称", "统一社会信用代码", "联系方式", "登记日期", "注销日期"),
        [
            (
                each.id,
                each.name,
                each.uscc,
                each.contact,
                china_day(each.registered_at).isoformat(),
                china_day(each.withdrawn_at).isoformat() if each.withdrawn_at else "",
            )
            for each in found
        ],
    )


@click.group()
def roster() -> None:
    """名册核验 / rosters."""


@roster.command()
@click.argument("number", metavar="UNIT")
@click.argument("source", metavar="FILE", type=_FILE)
@click.option("--purpose", required=True, help="核验用途，持证人可见 / what for; holders see it")
@click.option("--to", "target", type=_TARGET, help="结果文件 / the result")
@click.option("--encoding", type=click.Choice(CSV_ENCODINGS), default=CSV_ENCODINGS[0])
@click.pass_obj
@command
def check(
    terminal: Terminal,
    *,
    number: str,
    source: Path,
    purpose: str,
    target: Path | None,
    encoding: str,
) -> None:
    """代用人单位核验一份名册 / verify a roster for a unit."""
    desk = RosterDesk(terminal.office, lambda: terminal.at)
    bar = terminal.progress("核验名册", 0)

    def began(lines: int) -> Callable[[int], None]:
        bar.update(bar.task_ids[0], total=lines, refresh=True)
        return lambda judged: bar.update(bar.task_ids[0], advance=judged, refresh=True)

    with bar:
        done = desk.check(
            _read(source),
            number,
            purpose=purpose,
            language=terminal.language,
            encoding=encoding,
            began=began,
        )
    result = target or source.with_name(f"{source.stem}-{done.number}{source.suffix}")
    receipt = result.with_suffix(".receipt.jwt")
    _keep(result, done.result)
    _keep(receipt, done.receipt.encode())
    terminal.answer(
        {"roster": done.number, "result": str(result), "receipt": str(receipt),
         "counts": dict(done.counts)}
    )  # fmt: skip
    words = conclusion_words(terminal.language)
    told = [(words(code), str(count)) for code, count in sorted(done.counts.items())]
    terminal.table("各类结论", ("结论", "行数"), told)
    terminal.say(
        "名册已核验，共 {rows} 行。结果：{result}；回执：{receipt}。",
        rows=sum(done.counts.values()),
        result=str(result),
        receipt=str(receipt),
    )


@roster.command()
@click.option("--once", is_flag=True, help="判完现有的即结束 / end when none waits")
@click.pass_obj
@command
def work(terminal: Terminal, *, once: bool) -> None:
    """判定用人单位提交的名册，直到停止 / judge the rosters that units handed in."""
    worker = RosterWorker(terminal.office, now)
    if not once:
        terminal.say("正在等候名册。按 Ctrl-C 停止，未判完的由下一个进程接续。")
        go_on(worker, threading.Event())
        return
    worker.sweep()
    judged = 0
    while worker.work():
        judged += 1
    terminal.answer({"judged": judged})
    terminal.say("✔ 名册已判完：{count} 份。", count=judged)


@roster.command()
@click.argument("number")
@click.pass_obj
@command
def asked(terminal: Terminal, number: str) -> None:
    """持证人查询：哪些单位核验过其证书 / for a holder: which units had it verified."""
    office, certificate = terminal.office, normalise(number)
    with session.read(office.engine) as connection:
        found = rosters.asked_about(connection, certificate, vault=office.vault)
    terminal.answer(
        [{"unit": each.unit, "purpose": each.purpose, "at": each.at.isoformat()} for each in found]
    )
    if not found:
        terminal.say("没有单位核验过这张证书。")
        return
    told = [(each.unit, each.purpose, in_words(each.at)) for each in found]
    terminal.table("谁核验过", ("核验单位", "核验用途", "核验时间"), told)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise TooLarge("roster.too-large", limit=MAX_FILE_BYTES // 2**20)
    return data


def _keep(path: Path, data: bytes) -> None:
    """A whole file or none, readable by its owner alone: a roster is full of people."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


COMMANDS = (unit, roster)
