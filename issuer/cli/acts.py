"""Taking back, and decisions that wait: `revoke`, `suspend`, `reinstate`, `countersign`, `act`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from issuer.cli.deciding import (
    Sealing,
    carry_out,
    countersigned,
    decide,
    sealed_by,
    show,
)
from issuer.cli.terminal import Terminal, command
from issuer.numbers import normalise
from issuer.registrar.trust_desk import CommitteeFile
from keys.encoding import sha256
from keys.envelope import peek
from verifier.acts import Cause
from verifier.decision import Decision, Reinstate, Revoke, Suspend

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command()
@click.argument("number")
@click.option("--cause", required=True, type=click.Choice([cause.value for cause in Cause]))
@click.option("--document", required=True, help="撤销决定文号 / number of the decision document")
@click.option("--decided-on", required=True, type=_DAY)
@click.option("--order", type=_FILE, help="评委会的撤销令 / the committee's order")
@click.pass_obj
@sealed_by
@command
def revoke(
    terminal: Terminal,
    *,
    number: str,
    cause: str,
    document: str,
    decided_on: datetime,
    order: Path | None,
    sealing: Sealing,
) -> None:
    """撤销或者注销一项职称，不可恢复 / take a title back, for ever."""
    digest = None
    if order is not None:
        sealed = order.read_bytes()
        terminal.registrar.order(sealed, at=terminal.at)
        digest = sha256(sealed)
    act = Revoke(
        certificate_no=normalise(number),
        cause=Cause(cause),
        document_no=document,
        decided_on=decided_on.date(),
        order=digest,
    )
    decide(terminal, act, sealing)


@click.command()
@click.argument("number")
@click.option("--document", required=True, help="文号 / document number")
@click.pass_obj
@sealed_by
@command
def suspend(
    terminal: Terminal,
    number: str,
    document: str,
    sealing: Sealing,
) -> None:
    """暂停使用，一人即可 / suspend while a case is open; one person may."""
    act = Suspend(normalise(number), document)
    decide(terminal, act, sealing)


@click.command()
@click.argument("number")
@click.option("--document", required=True, help="文号 / document number")
@click.pass_obj
@sealed_by
@command
def reinstate(
    terminal: Terminal,
    number: str,
    document: str,
    sealing: Sealing,
) -> None:
    """解除暂停 / lift a suspension."""
    act = Reinstate(normalise(number), document)
    decide(terminal, act, sealing)


@click.command()
@click.argument("waiting", type=_FILE)
@click.pass_obj
@sealed_by
@command
def countersign(
    terminal: Terminal,
    waiting: Path,
    sealing: Sealing,
) -> None:
    """阅读并加签一份等待中的决定 / read and countersign a decision that waits."""
    sealed = waiting.read_bytes()
    decision = Decision.from_dict(peek(sealed))
    file = _committee_file(waiting)
    show(terminal, decision, file)
    for signer in sealing.open(terminal):
        sealed = countersigned(sealed, signer)
    waiting.write_bytes(sealed)
    carry_out(terminal, sealed, file)
    waiting.unlink()
    waiting.with_suffix(".committee").unlink(missing_ok=True)


@click.command("act")
@click.argument("sealed", type=_FILE)
@click.pass_obj
@command
def act_on(terminal: Terminal, sealed: Path) -> None:
    """执行一份已经签齐的决定 / carry out a decision that has all its signatures."""
    carry_out(terminal, sealed.read_bytes(), _committee_file(sealed))


@click.command("order")
@click.argument("sealed", type=_FILE)
@click.pass_obj
@command
def order_in(terminal: Terminal, sealed: Path) -> None:
    """接收评委会的撤销令 / take in a committee's revocation order."""
    order = terminal.registrar.order(sealed.read_bytes(), at=terminal.at)
    terminal.answer({"order": order.number, "certificate_no": order.certificate_no})
    terminal.say("已接收撤销令 {number}，待签发机关两人决定后生效。", number=order.number)


def _committee_file(path: Path) -> CommitteeFile | None:
    beside = path.with_suffix(".committee")
    return CommitteeFile.from_bytes(beside.read_bytes()) if beside.exists() else None


COMMANDS = (revoke, suspend, reinstate, countersign, act_on, order_in)
