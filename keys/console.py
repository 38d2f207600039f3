"""The rim of the command line: words, tables, JSON, hidden questions.

What every command of `zc-keys` shares. It decides nothing; it asks, and it shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import click
import rich.console
from rich.markup import escape
from rich.table import Table

from keys.encoding import Json, canonical
from keys.errors import CredentialError, Fact, KeyFileError
from keys.key_file import read_private
from keys.words import Words

LOCALE: Final = (Path(__file__).parent / "locale", "keys")
FINGERPRINT: Final = "指纹"
MIN_PASSPHRASE: Final = 15  # characters, as OWASP ASVS 5.0.0 asks of a password that stands alone
_MAX_PASSPHRASE_FILE: Final = 1024


@dataclass(frozen=True)
class Console:
    """What a command speaks through.

    Attributes:
        json: Results as JSON on standard output, and no other text there.
        at: The moment of the call, aware UTC.
    """

    words: Words
    json: bool
    at: datetime

    def text(self, sentence: str, /, **facts: Fact) -> str:
        """A sentence in the reader's language."""
        return self.words.text(sentence, **facts)

    def tell(self, sentence: str, /, **facts: Fact) -> None:
        """Say a sentence; on standard error where standard output is JSON."""
        click.echo(self.text(sentence, **facts), err=self.json)

    def result(self, document: Json) -> None:
        """The result for machines: one line of JSON, only under --json."""
        if self.json:
            click.echo(canonical(document).decode())

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table for people; on standard error where standard output is JSON."""
        table = Table()
        for heading in headings:
            # What a person is to compare is never cut short, and a fingerprint stays on its line.
            whole = heading == FINGERPRINT
            table.add_column(self.text(heading), overflow="fold", no_wrap=whole)
        for row in rows:
            table.add_row(*(escape(cell) for cell in row))
        rich.console.Console(stderr=self.json, soft_wrap=False).print(table)

    def refuse(self, error: CredentialError) -> None:
        """Say what is wrong and how to mend it."""
        click.echo(self.words.from_error(error), err=True)
        self.result({"error": error.code, "facts": dict(error.facts)})

    def confirm(self, sentence: str) -> None:
        """Ask for a yes; leaves the command at anything else."""
        click.confirm(self.text(sentence), abort=True, err=True)

    def passphrase(self, file: Path | None, *, new: bool = False) -> bytes:
        """From a file that only its owner can read, or by a hidden question (twice for a new one).

        Raises:
            KeyFileError: The file is not private, or a new passphrase is too short
                ("key-file.passphrase-short").
        """
        if file is not None:
            lines = read_private(file, limit=_MAX_PASSPHRASE_FILE).splitlines()
            passphrase = lines[0] if lines else b""
        else:
            asked: str = click.prompt(
                self.text("口令"), hide_input=True, confirmation_prompt=new, err=True
            )
            passphrase = asked.encode()
        if new and len(passphrase.decode("utf-8", "replace")) < MIN_PASSPHRASE:
            raise KeyFileError("key-file.passphrase-short", least=MIN_PASSPHRASE)
        return passphrase

    def write(self, path: Path, data: bytes) -> None:
        """A new file with a public document.

        Raises:
            KeyFileError: It exists already ("key-file.exists"), or cannot be written
                ("key-file.unwritable").
        """
        try:
            with path.open("xb") as file:
                file.write(data)
        except FileExistsError as error:
            raise KeyFileError("key-file.exists", path=str(path)) from error
        except OSError as error:
            why = error.strerror or ""
            raise KeyFileError("key-file.unwritable", path=str(path), why=why) from error


def public_document(members: Mapping[str, Json]) -> bytes:
    """A public document as we write it to a file: canonical JSON and a line end."""
    return canonical(members) + b"\n"
