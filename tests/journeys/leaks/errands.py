"""Every command of the four command lines, run by people whose lists are full of canaries.

Each run is kept with what it printed. What a command may show to the one who runs it is said
here, by command: the person that one signs for, decides about, or verifies.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import click
from click.testing import CliRunner

from issuer.cli import main as zc_issuer
from issuer.committee.cli import main as zc_committee
from keys.cli import main as zc_keys
from verifier.cli import command as zc_verify

PROGRAMS: Final[dict[str, click.Command]] = {
    "zc-issuer": zc_issuer,
    "zc-committee": zc_committee,
    "zc-keys": zc_keys,
    "zc-verify": zc_verify,
}
FORMS: Final = {"zh": ("--lang", "zh"), "en": ("--lang", "en"), "json": ("--json",)}
SHOWN: Final[dict[str, set[str]]] = {
    # Whom one signs for
    "zc-committee sign": {"name", "employer"},
    "zc-committee countersign": {"name", "employer", "number"},
    "zc-committee revoke": {"number"},
    # Whom one decides about
    "zc-issuer revoke": {"name", "number"},
    "zc-issuer suspend": {"name", "number"},
    "zc-issuer reinstate": {"name", "number"},
    "zc-issuer countersign": {"name", "number"},
    "zc-issuer order": {"number"},
    # Whose certificate one has, or asks for
    "zc-issuer print": {"number"},
    "zc-issuer claims reissue": {"number"},
    "zc-issuer claims withdraw": {"number"},
    # Whom one invites
    "zc-issuer unit invite": {"name"},
    "zc-verify": {"name", "employer", "number"},
}


@dataclass(frozen=True)
class Run:
    """One run: the command, what it printed, and how it ended."""

    command: str
    printed: str
    code: int
    crash: BaseException | None


@dataclass
class Errands:
    """Runs commands in one form: Chinese, English, or for machines."""

    folder: Path
    form: str
    secret: Path
    env: Mapping[str, str]
    runs: list[Run] = field(default_factory=list)
    keys: dict[str, Path] = field(default_factory=dict)
    programs: Mapping[str, click.Command] = field(default_factory=lambda: PROGRAMS)

    @classmethod
    def made(cls, folder: Path, form: str) -> Errands:
        """In an empty folder that only its owner can read."""
        folder.chmod(0o700)
        secret = folder / "passphrase"
        secret.touch(mode=0o600)
        secret.write_text("eight dry fields of rye\n")
        env = {"ZC_INSTANCE": str(folder / "instance"), "ZC_PASSPHRASE_FILE": str(secret)}
        return cls(folder, form, secret, env)

    def do(self, line: str, *words: object, answer: str = "") -> Run:
        """Run a command, well or badly.

        Args:
            line: Program and command: "zc-issuer committee add".
            words: Its arguments.
        """
        program, *command = line.split()
        given = [*command, *map(str, words)]
        flags = [*FORMS[self.form]]
        texts = [*given, *flags] if program == "zc-verify" else [*flags, *given]
        # The verifier gives its exit status back; only its `main` ends the process with it.
        alone = program != "zc-verify"
        done = CliRunner().invoke(
            self.programs[program], texts, env=dict(self.env), input=answer, standalone_mode=alone
        )
        code = done.exit_code if alone else int(done.return_value or 0)
        told = done.exception is None or isinstance(done.exception, SystemExit)
        crash = None if told or isinstance(done.exception, click.ClickException) else done.exception
        run = Run(line, f"{done.output}\n{done.stderr}", code, crash)
        self.runs.append(run)
        return run

    def well(self, line: str, *words: object, answer: str = "") -> Run:
        """Run a command that must succeed."""
        run = self.do(line, *words, answer=answer)
        assert (run.code, run.crash) == (0, None), f"{line} {words}\n{run.printed}\n{run.crash!r}"
        return run

    def key(self, name: str, role: str, person: str | None = None) -> Path:
        """A new key, and its public half beside it as `<name>.jwk`."""
        place = self.folder / "people" / name
        who = ("--person", person) if person else ()
        self.well(
            *("zc-keys generate", "--role", role, *who, "--to", place),
            *("--passphrase-file", self.secret),
        )
        (self.keys[name],) = place.iterdir()
        shown = CliRunner().invoke(zc_keys, ["show", "--public", str(self.keys[name])])
        (self.folder / f"{name}.jwk").write_text(shown.stdout)
        return self.keys[name]

    def by(self, *names: str) -> tuple[object, ...]:
        """The words that name the keys of those who act."""
        keys = [word for name in names for word in ("--key", self.keys[name])]
        secrets = [word for _ in names for word in ("--passphrase-file", self.secret)]
        return (*keys, *secrets, "--yes")

    def waiting(self) -> Path:
        """The decision that waits for a second person."""
        (path,) = (self.folder / "instance" / "decisions").glob("*.json")
        return path


def every_command() -> Iterator[str]:
    """The names of all commands that there are."""

    def below(name: str, command: click.Command) -> Iterator[str]:
        if isinstance(command, click.Group):
            for each, sub in command.commands.items():
                yield from below(f"{name} {each}", sub)
        else:
            yield name

    for program, command in PROGRAMS.items():
        yield from below(program, command)
