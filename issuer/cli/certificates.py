"""The holder's file: `print` one certificate, `hand-out` those of a batch."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click

from issuer.cli.batches import find_batch
from issuer.cli.terminal import Terminal, command
from issuer.lifecycle import Standing
from issuer.numbers import normalise
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
    _keep(path, terminal.press.pdf(number).pdf)
    terminal.answer({"number": number, "pdf": str(path)})
    terminal.say("已写出 {path}。", path=str(path))


@click.command("hand-out")
@click.argument("batch")
@click.argument("folder", type=_FOLDER)
@click.pass_obj
@command
def hand_out(terminal: Terminal, batch: str, folder: Path) -> None:
    """打印一个批次的有效证书，交评委会发放 / print a batch's valid certificates for handing out."""
    digest = find_batch(terminal, batch)
    with session.read(terminal.office.engine) as connection:
        numbers = [
            each.number
            for each in awards.of_batch(connection, digest, vault=terminal.office.vault)
            if each.state == Standing.VALID
        ]
    press = terminal.press
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with terminal.progress("打印", len(numbers)) as bar:
        for number in numbers:
            _keep(folder / f"{number}.pdf", press.pdf(number).pdf)
            bar.update(bar.task_ids[0], advance=1, refresh=True)
    terminal.answer({"printed": len(numbers), "folder": str(folder)})
    terminal.say("已打印 {count} 张证书到 {path}。", count=len(numbers), path=str(folder))


def _keep(path: Path, data: bytes) -> None:
    """A whole file or none, readable by its owner alone: whoever has the file has the code."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


COMMANDS = (print_one, hand_out)
