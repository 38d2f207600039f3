"""`zc-verify equivalence | recognise | answer | correspondence`: questions about what counts where.

    zc-verify equivalence --held skill-level --grade SKILL_TECHNICIAN --region 14
    zc-verify recognise certificate.txt --to 3306 --bundle bundle.json --anchor anchor.json
    zc-verify correspondence paper.jwt --bundle bundle.json --anchor anchor.json
    zc-verify answer answer.jwt --request request.json --bundle … --anchor …

Exit codes: 0 it corresponds, may lead to a title, is recognised, or the answer is genuine; 1 it is
not; 2 nothing can be said, or somebody must confirm it; 3 unusable input or usage. Opens no
socket and writes no file.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import click

from keys.encoding import Json, parse
from keys.errors import Malformed, Refused, Untrusted
from keys.words import SHORT, Words
from verifier.answers import (
    answer_document,
    answer_lines,
    equivalence_document,
    equivalence_lines,
    paper_document,
    paper_lines,
    recognition_document,
    recognition_lines,
)
from verifier.china_time import china_day
from verifier.cli_receipts import receipt
from verifier.cli_rim import (
    CANNOT_TELL,
    CATALOGUES,
    FILE,
    NOT_VALID,
    VALID,
    Asked,
    now,
    opened_bundle,
    read_file,
    say_error,
    source_text,
    verifying,
)
from verifier.correspondence import Answer as Corresponds
from verifier.correspondence import Held, Question, equivalent
from verifier.correspondence_paper import is_paper, open_paper
from verifier.recognition import Answer, Employer, Purpose, Receiving, recognise, title_of
from verifier.recognition.answer import MAX_ANSWER_BYTES, demand_bound, open_answer
from verifier.recognition.request import MAX_REQUEST_BYTES, RecognitionRequest
from verifier.rules import load_rules
from verifier.verify import verify

MAX_KEPT: Final = 4 * MAX_ANSWER_BYTES  # a whole reply repeats its answers in words
_SAYS_YES: Final = frozenset(
    {Corresponds.EQUIVALENT, Corresponds.MAY_BE_RECOGNISED, Corresponds.MAY_APPLY}
)
_EXIT: Final = {
    Answer.RECOGNISED: VALID,
    Answer.NOT_VALID_HERE: NOT_VALID,
    Answer.NEEDS_CONFIRMATION: CANNOT_TELL,
    Answer.UNKNOWN: CANNOT_TELL,
}


def _day(_: click.Context, __: click.Parameter, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter("2024-09-01") from error


@click.command(help="可以对应什么职称。What title does this correspond to?")
@click.option("--held", type=click.Choice([each.value for each in Held]), required=True)
@click.option("--grade", default="-", help="等级。 JUNIOR, SKILL_TECHNICIAN, 中级 …")
@click.option("--name", help="资格名称或职业代码。 Qualification, or code of the occupation.")
@click.option("--region", required=True, metavar="CODE", help="地区代码。 GB/T 2260.")
@click.option("--on", callback=_day, metavar="DATE", help="所问日期。 The day asked about.")
@click.option("--obtained", callback=_day, metavar="DATE", help="取得日期。 Day it was obtained.")
@click.option("--years", type=click.IntRange(0, 80), help="相应工作年限。 Whole years since.")
@click.option("--met", multiple=True, help="已符合的条件。 A condition that holds.")
@click.option("--not-met", multiple=True, help="不符合的条件。 A condition that does not.")
@click.option("--json", "as_json", is_flag=True, help="JSON。 For machines.")
@click.option("--lang", type=click.Choice(list(SHORT)), default="zh", show_default=True)
def equivalence(
    *,
    held: str,
    grade: str,
    name: str | None,
    region: str,
    on: date | None,
    obtained: date | None,
    years: int | None,
    met: tuple[str, ...],
    not_met: tuple[str, ...],
    as_json: bool,
    lang: str,
) -> int:
    """One question about a correspondence; gives the exit code."""
    words, rules = Words(SHORT[lang], *CATALOGUES), load_rules()
    question = Question(
        held=Held(held),
        grade=grade,
        region=region,
        on=on or china_day(now()),
        name=name,
        obtained_on=obtained,
        years=years,
        met=frozenset(met),
        not_met=frozenset(not_met),
    )
    found = equivalent(question, rules=rules)
    if as_json:
        _say_json(equivalence_document(question, found, words, rules=rules))
    else:
        _say(equivalence_lines(question, found, words, rules=rules))
    if found.answer in _SAYS_YES:
        return VALID
    return NOT_VALID if found.answer is Corresponds.NO else CANNOT_TELL


@click.command(name="recognise", help="在那里是否认可。Does this certificate count there?")
@click.argument("source", metavar="FILE|-|LINK")
@click.option("--to", "region", required=True, metavar="CODE", help="接收地代码。 GB/T 2260.")
@click.option("--employer", type=click.Choice([each.value for each in Employer]))
@click.option("--unit", help="用人单位名称。 Name of the employer.")
@click.option("--purpose", type=click.Choice([each.value for each in Purpose]))
@click.option("--same-work/--other-work", default=None, help="专业是否相同或相近。 Same work?")
@verifying
def recognise_command(
    asked: Asked,
    *,
    region: str,
    employer: str | None,
    unit: str | None,
    purpose: str | None,
    same_work: bool | None,
) -> int:
    """One question about recognition; gives the exit code."""
    receiving = Receiving(
        region=region,
        on=china_day(asked.at),
        employer=Employer(employer) if employer else None,
        unit=unit,
        purpose=Purpose(purpose) if purpose else None,
        same_work=same_work,
    )
    bundle = opened_bundle(asked)
    shown = title_of(verify(source_text(asked.source), bundle, asked.at), bundle)
    reply = recognise(shown, receiving, rules=bundle.rules)
    if asked.as_json:
        _say_json(recognition_document(reply, receiving, asked.words, rules=bundle.rules))
    else:
        _say(recognition_lines(reply, receiving, asked.words, rules=bundle.rules))
    return _EXIT[reply.answer]


@click.command(help="核对签名答复。Check a signed answer, years later too.")
@click.argument("source", metavar="FILE|-")
@click.option("--request", type=FILE, help="当时的请求文件。 The request that it answers.")
@verifying
def answer(asked: Asked, *, request: Path | None) -> int:
    """One signed answer, held against its request; gives the exit code."""
    bundle = opened_bundle(asked)
    try:
        found = open_answer(_token(source_text(asked.source, MAX_KEPT)), bundle, at=asked.at)
        if request is not None:
            sent = RecognitionRequest.from_bytes(read_file(request, MAX_REQUEST_BYTES))
            demand_bound(found, sent)
    except Untrusted as error:
        say_error(asked, error.code, asked.words.from_error(error))
        return NOT_VALID
    bound = True if request is not None else None
    if asked.as_json:
        _say_json(answer_document(found, asked.words, bound=bound))
    else:
        _say(answer_lines(found, asked.words, bound=bound))
    return VALID if bound else CANNOT_TELL


@click.command(help="核验对应关系证明。Check a proof of correspondence.")
@click.argument("source", metavar="FILE|-|LINK")
@verifying
def correspondence(asked: Asked) -> int:
    """One paper; gives the exit code: 0 genuine, 1 not, 2 its rule is not known here."""
    return show_paper(source_text(asked.source), asked)


def _token(text: str) -> str:
    """The signed answer in a file: alone, or inside the whole reply of the interface."""
    if not text.lstrip().startswith("{"):
        return text.strip()
    token = parse(text.encode(), limit=MAX_KEPT).get("recognition")
    if not isinstance(token, str):
        raise Malformed("document.missing", where="answer", member="recognition")
    return token


def show_paper(text: str, asked: Asked) -> int:
    """Tell what a paper says, or why it is not believed; gives the exit code."""
    bundle = opened_bundle(asked)
    try:
        paper = open_paper(text, bundle, at=asked.at)
    except (Refused, Untrusted) as error:
        say_error(asked, error.code, asked.words.from_error(error))
        return NOT_VALID if isinstance(error, Untrusted) else CANNOT_TELL
    if asked.as_json:
        _say_json(paper_document(paper, asked.words))
    else:
        _say(paper_lines(paper, asked.words, rules=bundle.rules))
    return VALID


def _say(lines: Sequence[str]) -> None:
    for line in lines:
        click.echo(line)


def _say_json(document: dict[str, Json]) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


COMMANDS: Final = {
    str(each.name): each
    for each in (answer, correspondence, equivalence, receipt, recognise_command)
}
"""By the word that comes first on the command line."""

__all__ = ["COMMANDS", "is_paper", "show_paper"]
