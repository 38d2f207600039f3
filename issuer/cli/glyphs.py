"""Characters that no font has: `glyph add|list|remove|preview`.

A picture is taken in once and prints from then on; nothing that was signed changes by it.
"""

from __future__ import annotations

from pathlib import Path

import click

from issuer.characters import character_of, codepoint
from issuer.cli.terminal import Terminal, command
from issuer.render import glyph_pictures
from issuer.render.glyphs import Glyphs

_PICTURE = click.Path(exists=True, dir_okay=False, path_type=Path)
_PNG = click.Path(dir_okay=False, path_type=Path)


@click.group()
def glyph() -> None:
    """生僻字字形 / characters that no font has."""


@glyph.command()
@click.argument("code", metavar="U+20000")
@click.argument("picture", type=_PICTURE)
@click.pass_obj
@command
def add(terminal: Terminal, code: str, picture: Path) -> None:
    """登记一个字的字形图片（SVG 或 PNG）/ take in the picture of a character."""
    character = character_of(code)
    glyph_pictures.add(terminal.config.instance, character, picture.read_bytes())
    terminal.answer({"codepoint": codepoint(character), "character": character})
    terminal.say(
        "已登记 {codepoint} 的字形，即时生效。请用 zc-issuer glyph preview {codepoint} 查看。",
        codepoint=codepoint(character),
    )


@glyph.command("list")
@click.pass_obj
@command
def list_all(terminal: Terminal) -> None:
    """列出已登记的字形 / the pictures that were taken in."""
    known = [*Glyphs.read(terminal.config.instance).pictures]
    terminal.answer({"glyphs": [codepoint(each) for each in known]})
    terminal.table("已登记的字形", ("编号", "字"), [(codepoint(each), each) for each in known])


@glyph.command()
@click.argument("code", metavar="U+20000")
@click.pass_obj
@command
def remove(terminal: Terminal, code: str) -> None:
    """撤下一个字的字形图片 / put a picture away."""
    character = character_of(code)
    glyph_pictures.remove(terminal.config.instance, character)
    terminal.answer({"codepoint": codepoint(character)})
    terminal.say("已撤下 {codepoint} 的字形。", codepoint=codepoint(character))


@glyph.command()
@click.argument("code", metavar="U+20000")
@click.option("--to", "target", type=_PNG, help="PNG")
@click.pass_obj
@command
def preview(terminal: Terminal, code: str, target: Path | None) -> None:
    """按证书上的大小画出这个字 / draw a character in the sizes of the face."""
    character = character_of(code)
    path = target or Path(f"{codepoint(character)}.png")
    path.write_bytes(glyph_pictures.preview(terminal.config.instance, character))
    terminal.answer({"codepoint": codepoint(character), "png": str(path)})
    terminal.say("已写出 {path}。", path=str(path))


COMMANDS = (glyph,)
