"""How certificates will look: `look check` and `look preview`, before anybody uses a file.

Neither changes anything in the instance: a look counts once it lies there as `look.toml`.
"""

from __future__ import annotations

from pathlib import Path

import click

from issuer.cli.terminal import Terminal, command
from issuer.office import rules_of
from issuer.render.look import Look, check_required, load_look
from issuer.render.pdf import render_pdf
from issuer.render.specimen import specimen_face
from verifier.china_time import china_day

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def look() -> None:
    """证书版面 / how certificates look."""


@look.command()
@click.argument("file", type=_FILE)
@click.pass_obj
@command
def check(terminal: Terminal, file: Path) -> None:
    """核对版面文件 / see whether a look can be used."""
    found = _usable(terminal, file)
    terminal.answer({"look": found.digest})
    terminal.say(
        "{path} 可以使用。放到实例文件夹并命名为 look.toml，重启服务后生效。", path=str(file)
    )


@look.command()
@click.argument("file", type=_FILE)
@click.option("--to", "target", type=_FILE, required=True, help="PDF")
@click.pass_obj
@command
def preview(terminal: Terminal, file: Path, target: Path) -> None:
    """用虚构人员画一张样张 / draw a specimen with fictitious people."""
    found = _usable(terminal, file)
    identity = terminal.config.identity()
    face = specimen_face(
        found, issuer_name=identity.name, host=identity.host, on=china_day(terminal.at)
    )
    drawn = render_pdf(face, at=terminal.at)
    target.touch(mode=0o600)  # nobody is on it, but whoever sees the name cannot know
    target.write_bytes(drawn)
    terminal.answer({"look": found.digest, "pdf": str(target)})
    terminal.say("已写出 {path}。", path=str(target))


def _usable(terminal: Terminal, file: Path) -> Look:
    """The look in a file, if it says what the rules of the authority's region ask for."""
    found = load_look(file)
    identity = terminal.config.identity()
    day = china_day(terminal.at)
    check_required(found, rules_of(terminal.config), region=identity.region, on=day)
    return found


COMMANDS = (look,)
