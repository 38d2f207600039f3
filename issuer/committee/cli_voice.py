"""How the commands of the desk speak: problems in a table, a summary before each signature.

Shared by the commands; it decides nothing.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

import click
from rich.console import Console as Screen
from rich.markup import escape
from rich.table import Table

from issuer.admission import Problem, Severity
from issuer.committee.report import Told, tell_all
from issuer.committee.summary import Summary
from keys.console import Console
from keys.errors import KeyFileError, Malformed
from keys.roles import Role
from keys.signer import Signer, open_signer
from verifier.rules import Rules

FILE: Final = click.Path(path_type=Path)
DAY: Final = click.DateTime(["%Y-%m-%d"])
_MAX_FILE: Final = 64 * 2**20
_KINDS: Final = {
    Severity.REFUSE: "须改",
    Severity.HOLD: "提醒",
    Severity.INFORM: "仅供参考",
}


@dataclass(frozen=True)
class Voice(Console):
    """What a command of the desk speaks through."""

    def read(self, path: Path) -> bytes:
        """A file's bytes; raises Malformed("desk.unreadable") or ("desk.too-large")."""
        try:
            with path.open("rb") as file:
                data = file.read(_MAX_FILE + 1)
        except OSError as error:
            raise Malformed("desk.unreadable", path=str(path), why=error.strerror or "") from error
        if len(data) > _MAX_FILE:
            raise Malformed("desk.too-large", path=str(path), limit=_MAX_FILE // 2**20)
        return data

    def write(self, path: Path, data: bytes) -> None:
        """A whole file or none, readable by its owner alone: it holds identity numbers.

        Raises:
            KeyFileError: "key-file.unwritable".
        """
        try:
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except OSError as error:
            why = error.strerror or ""
            raise KeyFileError("key-file.unwritable", path=str(path), why=why) from error

    def screen(self) -> Screen:
        """Where tables go: standard error where standard output is JSON."""
        return Screen(stderr=self.json)

    def tell_problems(self, problems: Iterable[Problem], *, rules: Rules) -> tuple[Told, ...]:
        """Every problem by row, column, code and mend; gives them back in words."""
        told = tell_all(problems, self.words, rules=rules)
        if told and not self.json:
            self.show_problems(
                (
                    str(each.line or ""),
                    each.column,
                    each.label,
                    each.says + (f"（{each.source}）" if each.source else ""),
                    each.mend,
                    self.text(_KINDS[each.severity]),
                )
                for each in told
            )
        return told

    def show_problems(self, rows: Iterable[Sequence[str]]) -> None:
        """A table of problems, in the order given."""
        table = Table(show_lines=True)
        for heading in ("行", "列", "代码", "问题", "怎样改", "性质"):
            table.add_column(self.text(heading), overflow="fold")
        for row in rows:
            table.add_row(*map(escape, row))
        self.screen().print(table)

    def show(self, summary: Summary) -> None:
        """What is about to be signed."""
        screen = self.screen()
        facts = Table(show_header=False, box=None)
        facts.add_column(style="bold", no_wrap=True)
        facts.add_column(overflow="fold")
        for label, value in summary.facts:
            facts.add_row(escape(label), escape(value))
        screen.print(facts)
        if summary.names:
            table = Table()
            for heading in ("行", "姓名", "职称", "专业", "工作单位"):
                table.add_column(self.text(heading), overflow="fold")
            for name in summary.names:
                table.add_row(*map(escape, name))
            screen.print(table)
        if summary.left_out:
            self.tell("另有 {n} 人未列出；加 --all 可列出全部。", n=summary.left_out)
        self.tell("签名内容摘要：{fingerprint}", fingerprint=summary.fingerprint)

    def ask_count(self, count: int) -> None:
        """Have the signer type how many persons they sign for; leaves the command otherwise."""
        question = self.text("您将为 {n} 人签名。请输入人数确认", n=count)
        typed: str = click.prompt(question, err=True)
        if typed.strip() != str(count):
            self.tell("人数不符，未签名。")
            raise click.Abort

    def signer(self, key: str, passphrase_file: Path | None) -> Signer:
        """The signer of a key file or of another place, tested; role COMMITTEE."""
        uri = key if ":" in key and not Path(key).exists() else f"file:{key}"
        return open_signer(uri, passphrase=self.passphrase(passphrase_file), role=Role.COMMITTEE)


def day(value: object) -> date | None:
    """The day of an option of type DAY."""
    return value.date() if isinstance(value, datetime) else None
