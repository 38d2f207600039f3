"""A decision at the command line: shown, sealed by those whose keys are here, and carried out.

The operator reads what is signed before it is signed. With as many persons as the act needs it
is carried out at once; otherwise a file waits for the next person.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Final

import click

from issuer.cli.in_words import in_words
from issuer.cli.terminal import Terminal
from issuer.registrar.decisions_desk import Done
from issuer.registrar.trust_desk import CommitteeFile
from keys.envelope import countersign, seal_together
from keys.roles import Typ
from keys.signer import Signer
from verifier.decision import Act, Decision
from verifier.rules.document_number import as_typed

WAITING: Final = "decisions"
"""Folder of the instance in which decisions wait for a second person."""

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class Sealing:
    """Who seals at this terminal.

    Attributes:
        keys: Operators' key files.
        passphrases: Passphrase files, in the order of the keys; what is missing is asked for.
        yes: Do not ask before signing.
    """

    keys: tuple[Path, ...]
    passphrases: tuple[Path, ...]
    yes: bool

    def open(self, terminal: Terminal) -> list[Signer]:
        """The keys, opened, after the operators said yes to what was shown."""
        if not self.yes:
            click.confirm(terminal.words.text("确认签名？"), abort=True)
        files: list[Path | None] = [*self.passphrases]
        files += [None] * (len(self.keys) - len(files))
        return [terminal.signer(key, file) for key, file in zip(self.keys, files, strict=False)]


def sealed_by(run: Callable[..., None]) -> Callable[..., None]:
    """A command that takes `sealing` from --key, --passphrase-file and --yes."""

    @click.option(
        "--key",
        "keys",
        multiple=True,
        required=True,
        type=_FILE,
        help="经办人密钥文件，可多次给出 / an operator's key; repeat for a second person",
    )
    @click.option(
        "--passphrase-file",
        "passphrases",
        multiple=True,
        type=_FILE,
        help="与 --key 依次对应的口令文件 / passphrase files, in the order of the keys",
    )
    @click.option("--yes", is_flag=True, help="不再询问 / do not ask")
    @wraps(run)
    def gathered(
        *args: object,
        keys: tuple[Path, ...],
        passphrases: tuple[Path, ...],
        yes: bool,
        **kwargs: object,
    ) -> None:
        run(*args, sealing=Sealing(keys, passphrases, yes), **kwargs)

    return gathered


def decide(
    terminal: Terminal,
    act: Act,
    sealing: Sealing,
    *,
    file: CommitteeFile | None = None,
) -> Done | None:
    """Seal a decision; carry it out, or leave it for the next person (then None)."""
    # As it is printed on the paper, before anybody signs.
    act = replace(act, document_no=as_typed(act.document_no))
    decision = Decision(
        issuer=terminal.office.entity,
        issued_at=terminal.at,
        number=secrets.token_hex(8),
        act=act,
    )
    show(terminal, decision, file)
    opened = sealing.open(terminal)
    sealed = seal_together(decision.to_bytes(), Typ.DECISION, opened)
    if len({signer.person for signer in opened}) < act.people:
        wait(terminal, decision, sealed, file)
        return None
    return carry_out(terminal, sealed, file)


def show(terminal: Terminal, decision: Decision, file: CommitteeFile | None) -> None:
    """The decision in words, before anybody signs it."""
    terminal.facts(in_words(terminal, decision, file=file))


def wait(terminal: Terminal, decision: Decision, sealed: bytes, file: CommitteeFile | None) -> Path:
    """Leave a decision for the next person."""
    folder = terminal.config.instance / WAITING
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{decision.number}.json"
    path.write_bytes(sealed)
    if file is not None:
        path.with_suffix(".committee").write_bytes(file.to_bytes())
    terminal.answer({"waiting": str(path), "needs": decision.act.people})
    terminal.say(
        "此决定需 {needed} 人签名，已存于 {path}。"
        "请另一位经办人执行：zc-issuer countersign {path} --key 密钥文件",
        needed=decision.act.people,
        path=str(path),
    )
    return path


def carry_out(terminal: Terminal, sealed: bytes, file: CommitteeFile | None) -> Done:
    """Hand a decision to the registrar and say what it did."""
    done = terminal.registrar.decide(sealed, at=terminal.at, file=file)
    terminal.answer({"decision": done.decision.number, "new": done.new, "released": done.released})
    if done.new:
        terminal.say("决定 {number} 已生效并公布。", number=done.decision.number)
    else:
        terminal.say(
            "决定 {number} 先前已生效，本次没有改变任何内容。", number=done.decision.number
        )
    return done


def countersigned(sealed: bytes, signer: Signer) -> bytes:
    """A decision with one more signature."""
    return countersign(sealed, Typ.DECISION, signer)
