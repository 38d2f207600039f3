"""The commands that speak with the office: submit, status."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from issuer.committee import office
from issuer.committee.cli_voice import FILE, Voice
from issuer.committee.report import heading_of, label_of
from issuer.committee.sealing import typ_of
from keys.encoding import Json
from keys.roles import Typ
from verifier.rules import load_rules

_TO: Final = click.option("--to", "base", required=True, help="人社部门网址 · the office's address")


@click.command("submit")
@click.argument("file", type=FILE)
@_TO
@click.option("--receipt", type=FILE, help="回执存放处 · where to keep the receipt")
@click.pass_obj
def submit(voice: Voice, *, file: Path, base: str, receipt: Path | None) -> None:
    """报送批次、公示或撤销申请 · Hand in a batch, a notice or an order."""
    data = voice.read(file)
    typ = typ_of(data)
    media_type = office.BATCH_TYPE if typ is Typ.BATCH else office.SEALED_TYPE
    answer = office.post(
        base, office.PATHS[typ], data, media_type=media_type, language=voice.words.language
    )
    token = answer.facts.get("receipt")
    if answer.accepted and isinstance(token, str):
        place = receipt or file.with_suffix(f"{file.suffix}.receipt")
        voice.write(place, token.encode())
        voice.tell("回执已存入 {path}，请妥善保管。", path=str(place))
    _tell(voice, answer)


@click.command("status")
@click.argument("file", metavar="BATCH", type=FILE)
@_TO
@click.pass_obj
def status(voice: Voice, *, file: Path, base: str) -> None:
    """查询批次办理情况 · Ask where a batch stands."""
    sealed = voice.read(file).split(b"\n", 1)[0]
    typ_of(sealed)
    answer = office.post(
        base,
        office.STATUS_PATH,
        sealed,
        media_type=office.SEALED_TYPE,
        language=voice.words.language,
    )
    _tell(voice, answer)


def _tell(voice: Voice, answer: office.Answer) -> None:
    if answer.problems and not voice.json:
        voice.show_problems(_row(voice, each) for each in answer.problems)
    if answer.accepted:
        _tell_state(voice, answer)
    else:
        voice.tell("人社部门未受理：{why}", why=answer.title or str(answer.status))
    problems: list[Json] = [
        {"line": each.line, "code": each.code, "says": each.says, "mend": each.mend}
        for each in answer.problems
    ]
    told = {name: value for name, value in answer.facts.items() if name != "receipt"}
    voice.result({**told, "accepted": answer.accepted, "problems": problems})
    if not answer.accepted:
        raise click.exceptions.Exit(1)


def _tell_state(voice: Voice, answer: office.Answer) -> None:
    state = answer.facts.get("state")
    if isinstance(state, str):
        code = f"state.{state.lower()}"
        voice.tell(
            "批次 {number}：{state}",
            number=answer.facts.get("number", ""),
            state=voice.words(code) if voice.words.knows(code) else state,
        )
    else:
        voice.tell("人社部门已收到。")


def _row(voice: Voice, problem: office.ToldProblem) -> tuple[str, ...]:
    rule = ""
    if problem.rule in {each.id for each in load_rules().all_rules}:
        found = load_rules().rule(problem.rule or "")
        rule = f"（{found.document.reference} {found.clause} {found.address}）"
    return (
        str(problem.line or ""),
        heading_of(problem.column, voice.words),
        label_of(problem.code, voice.words),
        problem.says + rule,
        problem.mend,
        voice.text("提醒") if problem.severity == "hold" else voice.text("须改"),
    )


COMMANDS: Final = (submit, status)
