"""What every command of the office shares: language, clock, passphrase, and how errors read.

The rim of the command line: here the clock is read, here codes become sentences, here an exit
status is chosen. A command says what it did in words; with --json it says it to a machine.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Final, NoReturn

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

import issuer
import keys
import verifier
from issuer.admission import Problem, Rejected
from issuer.cli.labels import BATCH_STATES
from issuer.committee.report import desk_words, tell_all
from issuer.config import Config
from issuer.office import Office, open_office, rules_of
from issuer.printing import Press, press_of
from issuer.registrar import Registrar
from issuer.registrar.reception import BatchStatus
from keys.encoding import Json
from keys.errors import CredentialError
from keys.signer import Signer, open_signer
from keys.words import Words

CATALOGUES: Final = tuple(
    (Path(package.__file__ or "").parent / "locale", domain)
    for package, domain in (
        (issuer, "office"),
        (issuer, "store"),
        (issuer, "desk"),
        (issuer, "render"),
        (issuer, "seal"),
        (issuer, "roster"),
        (issuer, "claims"),
        (issuer, "units"),
        (issuer, "web"),
        (verifier, "verifier"),
        (verifier, "documents"),
        (verifier, "ruling"),
        (keys, "keys"),
    )
)
REFUSED: Final = 1
UNUSABLE: Final = 3


@dataclass
class Terminal:
    """One run of the command line.

    Attributes:
        at: The moment of the run; one moment, so that an act has one time.
        as_json: Answer machines.
    """

    config: Config
    language: str
    as_json: bool
    at: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))
    _office: Office | None = None

    @property
    def words(self) -> Words:
        """The words of the chosen language."""
        return Words(self.language, *CATALOGUES)

    @property
    def console(self) -> Console:
        """Where sentences go."""
        return Console(highlight=False, soft_wrap=True)

    @property
    def office(self) -> Office:
        """The office, opened when it is first needed."""
        if self._office is None:
            self._office = open_office(self.config, passphrase=self.machine_passphrase())
        return self._office

    @property
    def press(self) -> Press:
        """The office's press."""
        return press_of(self.office, self.config, clock=lambda: self.at)

    def close(self) -> None:
        """Leave the office: no connection stays open behind a command."""
        if self._office is not None:
            self._office.engine.dispose()

    @property
    def registrar(self) -> Registrar:
        """The office's counter."""
        return Registrar(self.office)

    def machine_passphrase(self, *, new: bool = False) -> bytes:
        """The passphrase of the instance's key files: from its file, else asked for."""
        found = self.config.passphrase()
        if found is not None:
            return found
        question = self.words.text("本机密钥口令")
        return str(click.prompt(question, hide_input=True, confirmation_prompt=new)).encode()

    def signer(self, path: Path, passphrase_file: Path | None) -> Signer:
        """A person's key, opened with that person's passphrase."""
        if passphrase_file is not None:
            passphrase = passphrase_file.read_bytes().partition(b"\n")[0]
        else:
            question = self.words.text("{key} 的口令", key=path.name)
            passphrase = str(click.prompt(question, hide_input=True)).encode()
        return open_signer(f"file:{path}", passphrase=passphrase)

    def say(self, msgid: str, /, **facts: str | int) -> None:
        """A sentence, unless a machine is listening."""
        if not self.as_json:
            self.console.print(self.words.text(msgid, **facts))

    def answer(self, document: Json) -> None:
        """The answer to a machine, if one is listening."""
        if self.as_json:
            click.echo(json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1))

    def table(self, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table, unless a machine is listening."""
        if self.as_json:
            return
        table = Table(title=self.words.text(title), title_justify="left")
        for column in columns:
            table.add_column(self.words.text(column), overflow="fold")
        for row in rows:
            table.add_row(*row)
        self.console.print(table)

    def facts(self, lines: Sequence[tuple[str, str]]) -> None:
        """Labelled facts, one a line, unless a machine is listening."""
        if self.as_json:
            return
        table = Table(show_header=False, box=None, pad_edge=False)
        table.add_column(style="dim", no_wrap=True)
        table.add_column(overflow="fold")
        for label, value in lines:
            table.add_row(self.words.text(label), escape(value))
        self.console.print(table)

    def progress(self, msgid: str, total: int) -> Progress:
        """A bar for long work; silent for a machine.

        Nothing moves it but `refresh`: without a thread of its own, the work may fork.
        """
        bar = Progress(
            TextColumn(self.words.text(msgid)),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            disable=self.as_json,
            auto_refresh=False,
        )
        bar.add_task("", total=total)
        return bar

    def show_batch(self, status: BatchStatus) -> None:
        """Where a batch stands."""
        self.answer(batch_document(status))
        self.say(
            "批次 {number}：{state}，共 {rows} 行。",
            number=status.number,
            state=self.words.text(BATCH_STATES[status.state.value]),
            rows=status.row_count,
        )
        self.show_problems(status.problems)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Every problem, by row, column and mend."""
        if not problems:
            return
        told = tell_all(problems, desk_words(self.language), rules=rules_of(self.config))
        self.table(
            "问题",
            ("行", "列", "问题", "怎样改", "依据"),
            [
                (str(each.line or "—"), each.column or "—", each.says, each.mend, each.source)
                for each in told
            ],
        )

    def fail(self, error: CredentialError) -> NoReturn:
        """Say what is wrong and how to mend it, and end."""
        if self.as_json:
            facts: Mapping[str, Json] = dict(error.facts)
            problems: Json = (
                [problem.to_dict() for problem in error.problems]
                if isinstance(error, Rejected)
                else []
            )
            self.answer({"error": error.code, "facts": facts, "problems": problems})
        else:
            Console(stderr=True, highlight=False, soft_wrap=True).print(
                f"[bold red]✖[/] {self.words.from_error(error)}"
            )
            if isinstance(error, Rejected):
                self.show_problems(error.problems)
        sys.exit(REFUSED)


def batch_document(status: BatchStatus) -> Json:
    """A batch's standing for machines."""
    return {
        "batch": status.batch,
        "number": status.number,
        "state": status.state.value,
        "row_count": status.row_count,
        "rows": dict(status.rows),
        "problems": [problem.to_dict() for problem in status.problems],
    }


def command(run: Callable[..., None]) -> Callable[..., None]:
    """A command of the office whose errors become sentences."""

    @wraps(run)
    def guarded(terminal: Terminal, *args: object, **kwargs: object) -> None:
        try:
            run(terminal, *args, **kwargs)
        except CredentialError as error:
            terminal.fail(error)

    return guarded
