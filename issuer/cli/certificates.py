"""The holder's file: `print` one certificate, `hand-out` those of a batch."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import click

from issuer.cli.batches import find_batch
from issuer.cli.terminal import Terminal, command
from issuer.lifecycle import Standing
from issuer.numbers import normalise
from issuer.print_run import Laid, Opening, print_run, write_whole
from issuer.store import awards, session

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("print")
@click.argument("number")
@click.option("--to", "target", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
@command
def print_one(terminal: Terminal, number: str, target: Path | None) -> None:
    """打印一张证书（PDF）/ print one certificate."""
    number = normalise(number)
    path = target or Path(f"{number}.pdf")
    write_whole(path, terminal.press.pdf(number).pdf)
    terminal.answer({"number": number, "pdf": str(path)})
    terminal.say("已写出 {path}。", path=str(path))


@click.command("hand-out")
@click.argument("batch")
@click.argument("folder", type=_FOLDER)
@click.option(
    *("--processes", "processes"),
    type=click.IntRange(1, 64),
    default=os.cpu_count() or 1,
    help="最多同时使用的进程数 / processes at most",
)
@click.pass_obj
@command
def hand_out(terminal: Terminal, batch: str, folder: Path, processes: int) -> None:
    """打印一个批次的有效证书，交评委会发放，可接续 / print a batch's certificates, or go on."""
    digest = find_batch(terminal, batch)
    with session.read(terminal.office.engine) as connection:
        found = awards.of_batch(connection, digest, vault=terminal.office.vault)
    standing = [each.number for each in found if each.state == Standing.VALID]
    fallen = [each.number for each in found if each.state != Standing.VALID]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    laid = _printed(terminal, standing, folder, processes)
    refused = [each for each in laid if each.refusal is not None]
    stale = [number for number in fallen if (folder / f"{number}.pdf").exists()]
    terminal.answer(
        {
            "printed": len(laid) - len(refused),
            "drawn": sum(each.drawn for each in laid),
            "folder": str(folder),
            "refused": [
                {"number": each.number, "error": each.refusal[0]}
                for each in refused
                if each.refusal
            ],
            "stale": list(stale),
        }
    )
    terminal.say(
        "{count} 张证书已在 {path}，其中本次打印 {drawn} 张。",
        count=len(laid) - len(refused),
        drawn=sum(each.drawn for each in laid),
        path=str(folder),
    )
    for number in stale:
        terminal.say("{number} 已不再有效，请勿发放文件夹中原有的 {number}.pdf。", number=number)
    _tell(terminal, refused)


def _printed(terminal: Terminal, numbers: list[str], folder: Path, processes: int) -> list[Laid]:
    passphrase = terminal.config.passphrase()
    # Without a file for the passphrase other processes would have to ask for it again.
    opening = None if passphrase is None else Opening(terminal.config, passphrase, terminal.at)
    run = print_run(terminal.press, numbers, folder, opening=opening, processes=processes)
    laid = []
    with terminal.progress("打印", len(numbers)) as bar, closing(run):
        for each in run:
            laid.append(each)
            bar.update(bar.task_ids[0], advance=1, refresh=True)
    return laid


def _tell(terminal: Terminal, refused: list[Laid]) -> None:
    """Why certificates are missing; the first one's reason ends the command."""
    for each in refused[1:]:
        if error := each.error:
            terminal.say(
                "{number} 未能打印：{why}", number=each.number, why=terminal.words.from_error(error)
            )
    if refused and (error := refused[0].error):
        raise error


COMMANDS = (print_one, hand_out)
