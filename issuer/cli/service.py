"""Running it: `serve`, `fsck` and `upgrade`."""

from __future__ import annotations

import sys

import click

from issuer.app import serve as run_server
from issuer.cli.seal import tell_expiry
from issuer.cli.terminal import REFUSED, Terminal, command
from issuer.config import Surface
from issuer.fsck import fsck as every_defect
from issuer.seal_certificate import read_certificate
from issuer.store import session
from issuer.store.schema import upgrade
from issuer.store.session import open_engine
from keys.roles import Role


@click.command()
@click.pass_obj
@command
def serve(terminal: Terminal) -> None:
    """启动服务 / serve the configured surface."""
    if terminal.config.surface in (Surface.HOLDER, Surface.ALL):
        tell_expiry(terminal, read_certificate(terminal.config.instance))
    terminal.say("服务地址：http://{bind}", bind=terminal.config.bind)
    run_server(terminal.config)


@click.command()
@click.pass_obj
@command
def fsck(terminal: Terminal) -> None:
    """重新计算并核对一切 / recompute everything and compare."""
    office = terminal.office
    with session.read(office.engine) as connection:
        keys = office.named_keys(connection, Role.LOG, Role.STATUS)
    found = every_defect(office.engine, office.public_dir, keys=keys, vault=office.vault)
    defects = list(found)
    terminal.answer({"defects": [{"code": d.code, "facts": dict(d.facts)} for d in defects]})
    for defect in defects:
        terminal.say("✖ {defect}", defect=terminal.words(defect.code, **defect.facts))
    if defects:
        sys.exit(REFUSED)
    terminal.say("✔ 账目、日志和公开文件完全一致。")


@click.command("upgrade")
@click.pass_obj
@command
def upgrade_database(terminal: Terminal) -> None:
    """升级数据库结构（请先备份）/ bring the database to this version's schema."""
    engine = open_engine(terminal.config.database_url)
    upgrade(engine)
    engine.dispose()
    terminal.answer({"upgraded": True})
    terminal.say("✔ 数据库结构已是本版本所需。")


COMMANDS = (serve, fsck, upgrade_database)
