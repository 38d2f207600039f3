"""`zc-verify`: judge a certificate offline, against a bundle and a pinned anchor.

    zc-verify certificate.txt --bundle bundle.json --anchor anchor.json
    zc-verify 'https://zc.example/v/…#1…' --bundle … --anchor …   # content of an offline QR code
    zc-verify - < certificate.txt …

Exit codes: 0 valid, 1 not valid, 2 cannot tell, 3 unusable input or usage. It opens no socket;
the only file it writes is the one named by --memory. Only here are the clock and the files read.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Final

import click

import keys
from keys.errors import CredentialError, TooLarge
from keys.statement import Anchor
from keys.words import SHORT, Words
from verifier import report
from verifier.bundle import Bundle, Seen, open_bundle
from verifier.bundle_file import MAX_BUNDLE_BYTES
from verifier.china_time import CHINA
from verifier.profile import MAX_CREDENTIAL_BYTES, MAX_PROOF_BYTES
from verifier.rules import load_rules
from verifier.verdict import KEY, Finding, Outcome, Verdict, VerdictCode
from verifier.verify import verify

VALID, NOT_VALID, CANNOT_TELL, UNUSABLE = range(4)
"""Exit codes."""
_LOCALE: Final = Path(__file__).parent / "locale"
CATALOGUES: Final = (
    (_LOCALE, "verifier"),
    (_LOCALE, "documents"),
    (Path(keys.__file__).parent / "locale", "keys"),
)
_MAX_TEXT: Final = MAX_CREDENTIAL_BYTES + MAX_PROOF_BYTES
_MAX_SMALL: Final = 2**20


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


def _moment(_: click.Context, __: click.Parameter, text: str | None) -> datetime:
    """--at: a moment with its zone; without one China time; a day alone is its last second."""
    if text is None:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        if len(text) == len("2025-06-01"):
            return datetime.combine(date.fromisoformat(text), time(23, 59, 59), CHINA)
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter("2025-06-01, 2025-06-01T10:00:00+08:00") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)


_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(help="核验职称电子证书（离线）。Verify a title certificate, offline.")
@click.argument("source", metavar="FILE|-|LINK")
@click.option("--bundle", type=_FILE, required=True, help="核验资料包。 The bundle to verify with.")
@click.option("--anchor", type=_FILE, required=True, help="信任锚。 The pinned anchor file.")
@click.option("--memory", type=_FILE, help="记住见过的名单期号。 Remembers the lists seen.")
@click.option("--at", callback=_moment, metavar="TIME", help="核验时间。 The moment asked about.")
@click.option("--json", "as_json", is_flag=True, help="JSON。 For machines.")
@click.option("--lang", type=click.Choice(list(SHORT)), default="zh", show_default=True)
def command(
    *,
    source: str,
    bundle: Path,
    anchor: Path,
    memory: Path | None,
    at: datetime,
    as_json: bool,
    lang: str,
) -> int:
    """One verification; gives the exit code."""
    words = Words(SHORT[lang], *CATALOGUES)
    asked = Asked(source, bundle, anchor, memory, at, words, as_json)
    try:
        return _answer(asked)
    except CredentialError as error:
        _say_error(asked, error.code, words.from_error(error))
    except (OSError, UnicodeDecodeError) as error:
        path = str(getattr(error, "filename", None) or source)
        _say_error(asked, "cli.unreadable", words("cli.unreadable", path=path))
    return UNUSABLE


def _answer(asked: Asked) -> int:
    text = _text(asked.source)
    try:
        bundle = _bundle(asked)
    except CredentialError as error:
        if error.code != "trust.expired":
            raise
        # The file is whole and was true once: that is no error of usage, there is no answer.
        finding = Finding(KEY, error.code, Outcome.UNKNOWN, error.facts)
        _say(asked, Verdict(VerdictCode.CANNOT_TELL, (finding,), asked.at), None)
        return CANNOT_TELL
    verdict = verify(text, bundle, asked.at)
    _say(asked, verdict, bundle)
    return exit_code(verdict.code)


def exit_code(code: VerdictCode) -> int:
    """The exit code of a verdict."""
    if code.is_valid:
        return VALID
    return CANNOT_TELL if code.is_open else NOT_VALID


def _text(source: str) -> str:
    if source.lower().startswith("https://"):
        return source
    if source == "-":
        return _within(sys.stdin.buffer.read(_MAX_TEXT + 1), _MAX_TEXT).decode("utf-8")
    return _read(Path(source), _MAX_TEXT).decode("utf-8")


def _read(path: Path, limit: int) -> bytes:
    with path.open("rb") as file:
        return _within(file.read(limit + 1), limit)


def _within(data: bytes, limit: int) -> bytes:
    if len(data) > limit:
        raise TooLarge("wire.too-large", limit=limit)
    return data


def _bundle(asked: Asked) -> Bundle:
    memory = Seen()
    if asked.memory is not None and asked.memory.exists():
        memory = Seen.from_bytes(_read(asked.memory, _MAX_SMALL))
    bundle = open_bundle(
        _read(asked.bundle, MAX_BUNDLE_BYTES),
        Anchor.from_bytes(_read(asked.anchor, _MAX_SMALL)),
        at=asked.at,
        memory=memory,
    )
    if asked.memory is not None:
        _keep(asked.memory, bundle.seen.to_bytes())
    return bundle


def _keep(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
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


def _say(asked: Asked, verdict: Verdict, bundle: Bundle | None) -> None:
    official = ", ".join(sorted(bundle.hosts())) if bundle else ""
    if asked.as_json:
        told = report.document(verdict, asked.words, official=official)
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    rules = bundle.rules if bundle else load_rules()
    _print(report.lines(verdict, asked.words, rules=rules, official=official))


def _print(lines: Sequence[report.Line]) -> None:
    if not sys.stdout.isatty():
        for line in lines:
            click.echo(line.text)
        return
    # Imported only where somebody looks: it costs as much as the whole verification.
    from rich.console import Console  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console(highlight=False)
    for line in lines:
        console.print(Text(line.text, style=line.style))


def _say_error(asked: Asked, code: str, says: str) -> None:
    if asked.as_json:
        click.echo(json.dumps({"error": code, "says": says}, ensure_ascii=False, indent=2))
    else:
        click.echo(says, err=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """The entry point of `zc-verify`."""
    try:
        code = command.main(args=arguments, prog_name="zc-verify", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = UNUSABLE
    except click.Abort:
        code = UNUSABLE
    sys.exit(code)


if __name__ == "__main__":
    main()
