"""Running it: `serve` and `fsck`."""

from __future__ import annotations

import sys

import click

from issuer.app import serve as run_server
from issuer.cli.terminal import REFUSED, Terminal, command
from issuer.fsck import fsck as every_defect


@click.command()
@click.pass_obj
@command
def serve(terminal: Terminal) -> None:
    """启动服务 / serve the configured surface."""
    terminal.say("服务地址：http://{bind}", bind=terminal.config.bind)
    run_server(terminal.config)


@click.command()
@click.pass_obj
@command
def fsck(terminal: Terminal) -> None:
    """重新计算并核对一切 / recompute everything and compare."""
    office = terminal.office
    defects = list(every_defect(office.engine, office.public_dir, vault=office.vault))
    terminal.answer({"defects": [{"code": d.code, "facts": dict(d.facts)} for d in defects]})
    for defect in defects:
        terminal.say("✖ {defect}", defect=terminal.words(defect.code, **defect.facts))
    if defects:
        sys.exit(REFUSED)
    terminal.say("✔ 账目、日志和公开文件完全一致。")


COMMANDS = (serve, fsck)
