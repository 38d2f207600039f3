"""`unit invite|passkeys|shut-out`: who may enter for a unit by the door of the units' own pages."""

from __future__ import annotations

from datetime import timedelta

import click

from issuer.claim_codes import grouped
from issuer.cli.terminal import Terminal, command
from issuer.cli.units import unit
from issuer.store import session, units
from issuer.unit_access.inviting import invite, shut_out
from issuer.unit_access.sessions import Sessions
from verifier.china_time import day_begins, in_words


@unit.command("invite")
@click.argument("number", metavar="UNIT")
@click.option("--person", required=True, help="邀请谁（姓名） / who is invited")
@click.pass_obj
@command
def invite_person(terminal: Terminal, number: str, person: str) -> None:
    """邀请单位的一个人，显示一次性邀请码 / invite a person of a unit."""
    office, config = terminal.office, terminal.config
    until = day_begins(terminal.at) + timedelta(days=config.invite_days + 1)
    code = invite(
        office.engine, office.pepper, unit=number, person=person, until=until, at=terminal.at
    )
    address = f"{config.unit_origin or f'https://{office.profile.host}'}/unit/join"
    terminal.answer({"code": grouped(code), "address": address, "until": until.isoformat()})
    terminal.say("{person} 的邀请码：{code}", person=person.strip(), code=grouped(code))
    terminal.say(
        "请本人在 {address} 使用，{until} 前有效，只能用一次。邀请码不再显示，请当面交给本人。",
        address=address,
        until=in_words(until)[:16],
    )


@unit.command()
@click.argument("number", metavar="UNIT")
@click.pass_obj
@command
def passkeys(terminal: Terminal, number: str) -> None:
    """单位的通行密钥 / the passkeys of a unit."""
    office = terminal.office
    with session.read(office.engine) as connection:
        units.get(connection, number, vault=office.vault)
    found = Sessions(office.engine, office.pepper).passkeys(number)
    terminal.answer(
        [
            {
                "passkey": each.id,
                "person": each.person,
                "device": each.device,
                "made_at": each.made_at.isoformat(),
                "used_at": each.used_at.isoformat() if each.used_at else None,
            }
            for each in found
        ]
    )
    if not found:
        terminal.say("单位 {unit} 没有通行密钥。", unit=number)
        return
    terminal.table(
        "通行密钥",
        ("编号", "姓名", "设备", "建立日期", "最近登录"),
        [
            (
                each.id,
                each.person,
                each.device,
                in_words(each.made_at)[:10],
                in_words(each.used_at)[:16] if each.used_at else "",
            )
            for each in found
        ],
    )


@unit.command("shut-out")
@click.argument("number", metavar="UNIT")
@click.option("--passkey", help="只结束这一把，编号见 unit passkeys / only this one")
@click.pass_obj
@command
def shut_out_people(terminal: Terminal, number: str, passkey: str | None) -> None:
    """结束单位的通行密钥和邀请，立即退出登录 / end passkeys and invitations of a unit."""
    office = terminal.office
    with session.begin_write(office.engine) as connection:
        units.get(connection, number, vault=office.vault)
        ended = shut_out(connection, number, passkey)
    terminal.answer({"ended": ended})
    terminal.say("已结束 {count} 个通行密钥和邀请，用它们登录的已全部退出。", count=ended)
