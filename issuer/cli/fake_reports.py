"""`reports`: what visitors reported, for the office to look into, and to close."""

from __future__ import annotations

import click

from issuer.cli.terminal import Terminal, command
from issuer.store import fake_reports, session
from issuer.web.fake_reports import KINDS
from verifier.china_time import in_words


@click.group("reports")
def reports() -> None:
    """举报线索 / reports of fakes."""


@reports.command("list")
@click.option("--closed", is_flag=True, help="连同已办结的 / those that are done with, too")
@click.pass_obj
@command
def list_reports(terminal: Terminal, *, closed: bool) -> None:
    """列出举报，旧的在前 / the reports, the oldest first."""
    office = terminal.office
    with session.read(office.engine) as connection:
        found = list(fake_reports.every(connection, pepper=office.pepper, closed=closed))
    terminal.answer(
        [
            {
                "number": each.number,
                "at": each.at.isoformat(),
                "closed_at": each.closed_at.isoformat() if each.closed_at else None,
                "kind": each.report.kind.value,
                "says": each.report.says,
                "verdict": each.report.verdict,
                "certificate_no": each.report.number,
                "address": each.report.address,
                "contact": each.report.contact,
            }
            for each in found
        ]
    )
    if not found:
        terminal.say("没有待办的举报。")
    for each in found:
        terminal.say(
            "{number}  {at}  {kind}",
            number=each.number,
            at=in_words(each.at),
            kind=terminal.words.text(KINDS[each.report.kind]),
        )
        for label, value in (
            ("情况", each.report.says),
            ("当时的核验结果", each.report.verdict),
            ("证书编号", each.report.number),
            ("网址", each.report.address),
            ("联系方式", each.report.contact),
        ):
            if value:
                terminal.say("    {label}：{value}", label=terminal.words.text(label), value=value)


@reports.command("close")
@click.argument("number")
@click.pass_obj
@command
def close(terminal: Terminal, number: str) -> None:
    """办结一条举报 / be done with a report."""
    with session.begin_write(terminal.office.engine) as connection:
        fake_reports.close(connection, number.upper(), at=terminal.at)
    terminal.answer({"number": number.upper(), "closed": True})
    terminal.say("举报 {number} 已办结。", number=number.upper())


COMMANDS = (reports,)
