"""What every command of `zc-verify` shares: its options, its files, its clock, its exit codes.

The clock and the files are read here and nowhere else; the only file written is the one named by
--memory. A command that verifies gets all of it as one value, and its errors told.
"""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Concatenate, Final, ParamSpec

import click

import keys
from keys.errors import CredentialError, TooLarge
from keys.statement import Anchor
from keys.words import SHORT, Words
from verifier.bundle import Bundle, Seen, open_bundle
from verifier.bundle_file import MAX_BUNDLE_BYTES
from verifier.china_time import CHINA
from verifier.profile import MAX_CREDENTIAL_BYTES, MAX_PROOF_BYTES

P = ParamSpec("P")

VALID, NOT_VALID, CANNOT_TELL, UNUSABLE = range(4)
"""Exit codes."""
_LOCALE: Final = Path(__file__).parent / "locale"
CATALOGUES: Final = (
    (_LOCALE, "verifier"),
    (_LOCALE, "documents"),
    (_LOCALE, "answers"),
    (_LOCALE, "receipts"),
    (_LOCALE, "offline"),
    (_LOCALE, "lists"),
    (_LOCALE, "files"),
    (Path(keys.__file__).parent / "locale", "keys"),
)
MAX_TEXT: Final = MAX_CREDENTIAL_BYTES + MAX_PROOF_BYTES
MAX_SMALL: Final = 2**20


@dataclass(frozen=True, slots=True)
class Asked:
    """One call: what to judge, by what, when, and how to say it."""

    source: str
    bundle: Path
    anchor: Path
    memory: Path | None
    at: datetime
    words: Words
    as_json: bool


def now() -> datetime:
    """The moment, aware UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def _moment(_: click.Context, __: click.Parameter, text: str | None) -> datetime:
    """--at: a moment with its zone; without one China time; a day alone is its last second."""
    if text is None:
        return now()
    try:
        if len(text) == len("2025-06-01"):
            return datetime.combine(date.fromisoformat(text), time(23, 59, 59), CHINA)
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter("2025-06-01, 2025-06-01T10:00:00+08:00") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)


FILE: Final = click.Path(path_type=Path, dir_okay=False)
_OPTIONS: Final = (
    click.option("--bundle", type=FILE, required=True, help="核验资料包。 The bundle."),
    click.option("--anchor", type=FILE, required=True, help="信任锚。 The pinned anchor file."),
    click.option("--memory", type=FILE, help="记住见过的名单期号。 Remembers the lists seen."),
    click.option(
        "--at", callback=_moment, metavar="TIME", help="核验时间。 The moment asked about."
    ),
    click.option("--json", "as_json", is_flag=True, help="JSON。 For machines."),
    click.option("--lang", type=click.Choice(list(SHORT)), default="zh", show_default=True),
)


def verifying(command: Callable[Concatenate[Asked, P], int]) -> Callable[P, int]:
    """Give a command the options of a verification, as one value, and tell its errors.

    The command has an argument `source`; what it raises is told, and the exit code is UNUSABLE.
    """

    @functools.wraps(command)
    def told(*args: P.args, **kwargs: P.kwargs) -> int:
        named = {name: kwargs.pop(name) for name in _NAMES}
        words = Words(SHORT[str(named.pop("lang"))], *CATALOGUES)
        asked = Asked(words=words, **named)  # type: ignore[arg-type]  # click has typed them
        try:
            return command(asked, *args, **kwargs)
        except CredentialError as error:
            say_error(asked, error.code, words.from_error(error))
        except (OSError, UnicodeDecodeError) as error:
            path = str(getattr(error, "filename", None) or asked.source)
            say_error(asked, "cli.unreadable", words("cli.unreadable", path=path))
        return UNUSABLE

    for option in reversed(_OPTIONS):
        told = option(told)
    return told


_NAMES: Final = ("source", "bundle", "anchor", "memory", "at", "as_json", "lang")


def source_text(source: str, limit: int = MAX_TEXT) -> str:
    """What was presented: a link as it stands, else the file, or standard input for "-"."""
    return source_bytes(source, limit).decode("utf-8")


def source_bytes(source: str, limit: int = MAX_TEXT) -> bytes:
    """The same, not yet read as text."""
    if source.lower().startswith("https://"):
        return source.encode()
    if source == "-":
        return _within(sys.stdin.buffer.read(limit + 1), limit)
    return read_file(Path(source), limit)


def read_file(path: Path, limit: int) -> bytes:
    """A file of at most `limit` bytes; raises TooLarge or OSError."""
    with path.open("rb") as file:
        return _within(file.read(limit + 1), limit)


def _within(data: bytes, limit: int) -> bytes:
    if len(data) > limit:
        raise TooLarge("wire.too-large", limit=limit)
    return data


def opened_bundle(asked: Asked) -> Bundle:
    """The bundle, checked against the anchor and what was seen before; raises as `open_bundle`."""
    memory = Seen()
    if asked.memory is not None and asked.memory.exists():
        memory = Seen.from_bytes(read_file(asked.memory, MAX_SMALL))
    opened = open_bundle(
        read_file(asked.bundle, MAX_BUNDLE_BYTES),
        Anchor.from_bytes(read_file(asked.anchor, MAX_SMALL)),
        at=asked.at,
        memory=memory,
    )
    if asked.memory is not None:
        keep(asked.memory, opened.seen.to_bytes())
    return opened


def keep(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; raises OSError."""
    # Imported only where something is kept: it brings archives and compression along.
    import tempfile  # noqa: PLC0415

    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def say_error(asked: Asked, code: str, says: str) -> None:
    """Tell what went wrong, in the form that was asked for."""
    if asked.as_json:
        click.echo(json.dumps({"error": code, "says": says}, ensure_ascii=False, indent=2))
    else:
        click.echo(says, err=True)
