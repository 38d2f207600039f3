"""Batches on their way: `batches`, `receive`, `notice`, `release`, `confirm`, `mint`, `publish`."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from issuer.cli.deciding import Sealing, decide, sealed_by
from issuer.cli.labels import BATCH_STATES
from issuer.cli.terminal import Terminal, command
from issuer.store import batches as batch_rows
from issuer.store import rows, session
from issuer.store.rows import RowState
from keys.encoding import Sha256
from keys.errors import Refused
from verifier.decision import Confirm, Release
from verifier.rules.document_number import as_typed

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command("batches")
@click.pass_obj
@command
def listing(terminal: Terminal) -> None:
    """批次一览 / all batches."""
    with session.read(terminal.office.engine) as connection:
        found = batch_rows.in_state(connection)
    terminal.answer(
        [{"batch": each.digest, "number": each.number, "state": each.state} for each in found]
    )
    terminal.table(
        "批次",
        ("批次号", "评委会", "行数", "状态", "收到", "摘要"),
        [
            (
                each.number,
                each.committee.rsplit("/", 1)[-1],
                str(each.row_count),
                terminal.words.text(BATCH_STATES[each.state]),
                each.received_at.date().isoformat(),
                each.digest[:12],
            )
            for each in found
        ],
    )


@click.command()
@click.argument("batch", type=_FILE)
@click.pass_obj
@command
def receive(terminal: Terminal, batch: Path) -> None:
    """接收评委会签名的批次 / take in a signed batch."""
    terminal.show_batch(terminal.registrar.receive(batch.read_bytes(), at=terminal.at).status)


@click.command()
@click.argument("notice_file", type=_FILE)
@click.pass_obj
@command
def notice(terminal: Terminal, notice_file: Path) -> None:
    """接收公示声明 / take in the notice of a batch."""
    terminal.show_batch(terminal.registrar.declare(notice_file.read_bytes(), at=terminal.at))


@click.command()
@click.argument("batch")
@click.option("--document", required=True, help="放行文号 / document number")
@click.option("--reason", required=True, help="理由 / why")
@click.pass_obj
@sealed_by
@command
def release(
    terminal: Terminal,
    batch: str,
    document: str,
    reason: str,
    sealing: Sealing,
) -> None:
    """放行待说明的批次 / let a held batch go on, and say why."""
    act = Release(find_batch(terminal, batch), document, reason)
    decide(terminal, act, sealing)


@click.command()
@click.argument("batch")
@click.option("--document", required=True, help="公布文号 / number of the publication document")
@click.option("--published-on", required=True, type=_DAY)
@click.option("--withhold", "lines", multiple=True, type=int, help="暂缓的行 / rows to hold back")
@click.option("--post-filing", help="自主评审的事后备案文号 / filing number of a self-review")
@click.pass_obj
@sealed_by
@command
def confirm(
    terminal: Terminal,
    *,
    batch: str,
    document: str,
    published_on: datetime,
    lines: tuple[int, ...],
    post_filing: str | None,
    sealing: Sealing,
) -> None:
    """确认批次并公布 / confirm a batch with its publication document; two people."""
    digest = find_batch(terminal, batch)
    act = Confirm(
        batch=digest,
        document_no=document,
        published_on=published_on.date(),
        withheld=_withheld(terminal, digest, lines),
        post_filing_no=as_typed(post_filing) if post_filing else None,
    )
    done = decide(terminal, act, sealing)
    if done is not None and done.new:
        terminal.say("{rows} 人可以制证：zc-issuer mint", rows=done.released)


@click.command()
@click.argument("batch", required=False)
@click.pass_obj
@command
def mint(terminal: Terminal, batch: str | None) -> None:
    """为已公布的批次制证；中断后再次执行即可继续 / make certificates; run again to resume."""
    digest = find_batch(terminal, batch) if batch else None
    with session.read(terminal.office.engine) as connection:
        waiting = (
            [digest]
            if digest
            else [each.digest for each in batch_rows.in_state(connection, "CONFIRMED")]
        )
        total = sum(
            count
            for each in waiting
            for state, count in rows.counts(connection, each).items()
            if state in (RowState.ADMITTED, RowState.PLANNED)
        )
    with terminal.progress("制证", total) as bar:
        task = bar.task_ids[0]
        made = terminal.registrar.mint(
            digest,
            at=terminal.at,
            progress=lambda done: bar.update(task, advance=done, refresh=True),
            workers=os.cpu_count() or 1,
        )
    terminal.answer({"made": made})
    terminal.say("已制证 {made} 张并公布。", made=made)


@click.command()
@click.pass_obj
@command
def publish(terminal: Terminal) -> None:
    """更新名单并写出公开文件 / renew lists and write the public files."""
    written = terminal.registrar.publish(at=terminal.at)
    terminal.answer({"written": list(written)})
    terminal.say("已写出 {files} 个公开文件。", files=len(written))


def find_batch(terminal: Terminal, text: str) -> Sha256:
    """A batch by its number, its digest or the beginning of its digest.

    Raises:
        Refused: "store.unknown-batch", or "batch.ambiguous" when several fit.
    """
    with session.read(terminal.office.engine) as connection:
        every = batch_rows.in_state(connection)
    found = [each for each in every if each.number == text or each.digest.startswith(text)]
    if not found:
        raise Refused("store.unknown-batch", batch=text)
    if len(found) > 1:
        raise Refused("batch.ambiguous", batch=text, found=len(found))
    return found[0].digest


def _withheld(terminal: Terminal, batch: Sha256, lines: tuple[int, ...]) -> tuple[Sha256, ...]:
    with session.read(terminal.office.engine) as connection:
        kept = rows.find(connection, batch, vault=terminal.office.vault)
    by_line = {each.row.line: each.row_hash for each in kept}
    for line in lines:
        if line not in by_line:
            raise Refused("confirm.unknown-line", line=line)
    return tuple(by_line[line] for line in lines)


COMMANDS = (listing, receive, notice, release, confirm, mint, publish)
