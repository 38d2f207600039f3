"""The four command lines, as people type them: in one process, each run with its own settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
from click.testing import CliRunner, Result

from issuer.cli import main as zc_issuer
from issuer.committee.cli import main as zc_committee
from keys.cli import main as zc_keys
from verifier.cli import command as zc_verify


@dataclass
class Shell:
    """A machine room and a desk.

    Attributes:
        folder: Where everybody's files are.
        env: Settings of the office.
        secret: A passphrase file; one for all, because this is a play.
    """

    folder: Path
    env: Mapping[str, str]
    secret: Path
    keys: dict[str, Path] = field(default_factory=dict)

    @classmethod
    def made(cls, folder: Path, **env: str) -> Shell:
        """A shell in an empty folder, with a passphrase and no key yet."""
        secret = folder / "passphrase"
        secret.touch(mode=0o600)
        secret.write_text("eight dry fields of rye\n")
        settings = {"ZC_INSTANCE": str(folder / "instance"), "ZC_PASSPHRASE_FILE": str(secret)}
        return cls(folder, {**settings, **env}, secret)

    def run(self, command: click.Command, *words: object, code: int = 0) -> Result:
        """Run a command, and expect an exit status."""
        result = CliRunner().invoke(command, [str(word) for word in words], env=dict(self.env))
        said = f"{result.output}\n{result.stderr}\n{result.exception!r}"
        assert result.exit_code == code, f"exit {result.exit_code}: {words}\n{said}"
        return result

    def issuer(self, *words: object, code: int = 0) -> Any:
        """`zc-issuer --json`; the last document that it prints."""
        result = self.run(zc_issuer, "--json", *words, code=code)
        return json.loads(result.stdout) if result.stdout.strip() else None

    def committee(self, *words: object, code: int = 0) -> Any:
        """`zc-committee --json`."""
        result = self.run(zc_committee, "--json", *words, code=code)
        return json.loads(result.stdout) if result.stdout.strip() else None

    def zc_keys(self, *words: object, code: int = 0) -> Any:
        """`zc-keys --json`."""
        result = self.run(zc_keys, "--json", *words, code=code)
        return json.loads(result.stdout) if result.stdout.strip() else None

    def verify(self, source: object, *words: object) -> Any:
        """`zc-verify --json` against the published bundle; its verdict."""
        public = Path(self.env["ZC_INSTANCE"]) / "public"
        given = ("--bundle", public / "bundle.json", "--anchor", self.folder / "anchor.json")
        texts = [str(word) for word in (source, *given, "--json", *words)]
        # The command gives its exit status back; only `main` ends the process with it.
        result = CliRunner().invoke(zc_verify, texts, standalone_mode=False)
        assert result.exception is None, result.exception
        return {**json.loads(result.stdout), "status": result.return_value}

    def key(self, name: str, role: str, person: str | None = None) -> Path:
        """A new key of a person, or of an institution."""
        who = ("--person", person) if person else ()
        (made,) = self.zc_keys(
            *("generate", "--role", role, *who, "--to", self.folder / "people"),
            *("--passphrase-file", self.secret),
        )
        self.keys[name] = Path(made["path"])
        return self.keys[name]

    def public_key(self, name: str) -> bytes:
        """What `zc-keys show --public` prints of it."""
        return self.run(zc_keys, "show", "--public", self.keys[name]).stdout.encode()

    def by(self, *names: str) -> tuple[object, ...]:
        """The words that name the keys of those who act."""
        keys = [word for name in names for word in ("--key", self.keys[name])]
        secrets = [word for _ in names for word in ("--passphrase-file", self.secret)]
        return (*keys, *secrets, "--yes")
