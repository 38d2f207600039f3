"""Committees in and out of the trust list: `committee add|suspend|withdraw|reinstate|list|file`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import click

from issuer.cli.deciding import Sealing, decide, sealed_by
from issuer.cli.labels import COMMITTEE_STATES
from issuer.cli.terminal import Terminal, command
from issuer.filing import read_filing, sample
from issuer.founding import read_public_key
from issuer.registrar.errand import read_trust_list
from issuer.registrar.trust_desk import (
    CommitteeFile,
    committee_file,
    filing_problems,
    refuse_against_rules,
)
from issuer.store import session
from keys.encoding import Json
from verifier.committee import CommitteeAuthority, CommitteeState
from verifier.decision import ChangeCommittee
from verifier.rules.document_number import as_typed

T = TypeVar("T", bound=Callable[..., None])

_DAY = click.DateTime(["%Y-%m-%d"])
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_STATES = {
    "suspend": (CommitteeState.SUSPENDED, "暂停其评审工作 / suspend its reviews"),
    "withdraw": (
        CommitteeState.WITHDRAWN,
        "收回评审权，不可恢复 / withdraw its authority",
    ),
    "rectify": (CommitteeState.RECTIFYING, "责令限期整改 / order it to mend its ways"),
    "reinstate": (CommitteeState.ACTIVE, "恢复评审 / let it review again"),
}


@click.group()
def committee() -> None:
    """评审委员会的核准备案与监管 / committees: filing and supervision."""


@committee.command()
@click.argument("file", type=_FILE)
@click.option("--document", required=True, help="核准文号 / number of the approving document")
@click.pass_obj
@sealed_by
@command
def add(
    terminal: Terminal,
    file: Path,
    document: str,
    sealing: Sealing,
) -> None:
    """评委会入册或变更备案 / enter a committee, or change its filing."""
    _change(terminal, CommitteeFile.from_bytes(file.read_bytes()), document, sealing)


def _as_it_is(run: T) -> T:
    return run


def _supervision(name: str, state: CommitteeState, says: str) -> click.Command:
    until_option = click.option("--until", type=_DAY, help="整改期限 / last day to mend its ways")

    @click.argument("entity")
    @click.option("--document", required=True, help="决定文号 / number of the decision")
    @(until_option if state is CommitteeState.RECTIFYING else _as_it_is)
    @click.pass_obj
    @sealed_by
    @command
    def change(
        terminal: Terminal,
        entity: str,
        document: str,
        sealing: Sealing,
        until: datetime | None = None,
    ) -> None:
        before = committee_file(terminal.office, entity, at=terminal.at)
        decision_no = None if state is CommitteeState.ACTIVE else as_typed(document)
        last_day = until.date() if until else None
        after = before.in_state(state, decision_no=decision_no, until=last_day)
        _change(terminal, after, document, sealing)

    return click.command(name, help=says)(change)


for _name, (_state, _says) in _STATES.items():
    committee.add_command(_supervision(_name, _state, _says))


@committee.command("form")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
@command
def form(terminal: Terminal, target: Path) -> None:
    """写出空白备案表 / write an empty filing to fill in."""
    target.write_text(sample(), "utf-8")
    terminal.answer({"file": str(target)})
    terminal.say("已写出 {path}。", path=str(target))


@committee.command()
@click.argument("filing", type=_FILE)
@click.option(
    "--member",
    "members",
    multiple=True,
    required=True,
    type=_FILE,
    help="成员公钥（zc-keys show --public）/ a member's public key; repeat",
)
@click.option("--to", "target", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
@command
def compose(terminal: Terminal, filing: Path, members: tuple[Path, ...], target: Path) -> None:
    """由备案表和成员公钥生成评委会档案 / make a committee's file of its filing and keys."""
    entity = terminal.office.entity
    file = CommitteeFile(
        approved_by=entity,
        authority=read_filing(filing.read_text("utf-8"), authority=entity),
        keys=tuple(read_public_key(path.read_bytes(), since=terminal.at) for path in members),
    )
    problems = filing_problems(terminal.office, file, None, at=terminal.at)
    refuse_against_rules(problems)
    target.write_bytes(file.to_bytes())
    told: Json = [each.to_dict() for each in problems]
    terminal.answer({"committee": file.authority.entity, "file": str(target), "problems": told})
    terminal.show_problems(problems)
    terminal.say("评委会档案已写入 {path}。下一步：zc-issuer committee add。", path=str(target))


@committee.command("list")
@click.pass_obj
@command
def listing(terminal: Terminal) -> None:
    """名册 / the register."""
    with session.read(terminal.office.engine) as connection:
        trust = read_trust_list(connection, terminal.office, at=terminal.at)
    found = [CommitteeAuthority.from_statement(trust.current(each)) for each in trust.subjects()]
    terminal.answer(
        [{"entity": each.entity, "name": each.name, "state": each.state.value} for each in found]
    )
    terminal.table(
        "评审委员会名册",
        ("名称", "备案文号", "有效期", "状态"),
        [
            (
                each.name,
                each.filing_no,
                f"{each.valid_from} – {each.valid_to}",
                terminal.words.text(COMMITTEE_STATES[each.state]),
            )
            for each in found
        ],
    )


@committee.command("file")
@click.argument("entity")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
@command
def write_file(terminal: Terminal, entity: str, target: Path) -> None:
    """导出评委会档案，供其报送端使用 / write a committee's file, for its desk."""
    target.write_bytes(committee_file(terminal.office, entity, at=terminal.at).to_bytes())
    terminal.answer({"file": str(target)})
    terminal.say("已写出 {path}。", path=str(target))


def _change(
    terminal: Terminal,
    file: CommitteeFile,
    document: str,
    sealing: Sealing,
) -> None:
    act = ChangeCommittee(
        committee=file.authority.entity, statement=file.digest, document_no=document
    )
    decide(terminal, act, sealing, file=file)


COMMANDS = (committee,)
