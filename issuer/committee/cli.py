"""`zc-committee`: the eight commands of a committee's desk.

A thin rim: it reads the clock, files and passphrases, shows what is signed before it is signed,
and puts every problem into words. Exit codes: 0 done, 1 the list or the office says no, 2 wrong
usage, 3 a file, a key or the network cannot be used.
"""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import click
from rich.console import Console as Screen
from rich.progress import Progress

from issuer.admission import Severity
from issuer.committee import cli_counter, cli_signing
from issuer.committee.apart import read_apart
from issuer.committee.asked_for import kinds_asked_for, kinds_named
from issuer.committee.cli_voice import DAY, FILE, Voice, day
from issuer.committee.columns import METHODS
from issuer.committee.csv_file import CSV_ENCODINGS
from issuer.committee.drafts import Paper, Sitting, check_sitting, header_of, make_drafts
from issuer.committee.grid import Grid
from issuer.committee.line import Terms
from issuer.committee.marking import mark
from issuer.committee.office import Unreachable
from issuer.committee.profile import Profile, read_profile
from issuer.committee.reading import ReadList, read_list
from issuer.committee.report import desk_words
from issuer.committee.summary import of_paper
from issuer.committee.template import template
from keys.encoding import sha256
from keys.errors import CredentialError, KeyFileError, Malformed, Refused
from keys.words import SHORT
from verifier.batch import SALT_BYTES, Meeting
from verifier.china_time import china_day
from verifier.rules import Rules, load_own_rules, load_rules
from verifier.titles import Method

UNUSABLE: Final = 3
_UNUSABLE: Final = (Malformed, KeyFileError, Unreachable)
_LONG_LIST: Final = 500  # lines; reading fewer is done before a bar would show
_METHODS: Final = {**METHODS, **{method.value: method for method in Method}}
_WITH_MEETING: Final = frozenset({Method.REVIEW, Method.CONVERSION})


class _Refusing(click.Group):
    """Turns our errors into words and an exit code; whatever else goes wrong is a bug."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except CredentialError as error:
            voice = ctx.find_object(Voice)
            if voice is None:
                raise
            voice.refuse(error)
            ctx.exit(UNUSABLE if isinstance(error, _UNUSABLE) else 1)


@click.group(cls=_Refusing)
@click.option("--lang", type=click.Choice([*SHORT]), default="zh", help="语言 · language")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出结果 · results as JSON")
@click.pass_context
def main(context: click.Context, *, lang: str, as_json: bool) -> None:
    """评委会工作台：校核名单、两人签名、报送、撤销 · The desk of a review committee."""
    at = datetime.now(UTC).replace(microsecond=0)
    context.obj = Voice(desk_words(SHORT[lang]), as_json, at)


def committee_options(command: click.decorators.FC) -> click.decorators.FC:
    """The options by which a command finds its committee."""
    for option in (
        click.option("--authority", help="人社部门标识 · entity id of the authority"),
        click.option("--entity", help="评委会标识，文件含多个评委会时必填 · which committee"),
        click.option("--committee", "profile", type=FILE, required=True, help="评委会文件 · file"),
    ):
        command = option(command)
    return command


own_rules_option = click.option(
    "--rules",
    "own_rules",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="人社部门自行登记的规则所在的文件夹 · the authority's own rules",
)


@main.command("template")
@committee_options
@own_rules_option
@click.option("--out", type=FILE, default=Path("名单.xlsx"), help="输出文件 · where to write")
@click.option("--with", "groups", multiple=True, help="另加的列：举荐、考试、派驻…… · more columns")
@click.pass_obj
def write_template(
    voice: Voice,
    *,
    profile: Path,
    entity: str | None,
    authority: str | None,
    own_rules: Path | None,
    out: Path,
    groups: tuple[str, ...],
) -> None:
    """生成空白名单 · Write an empty list."""
    found = _profile(voice, profile, entity=entity, authority=authority)
    rules = _rules(own_rules)
    kinds = kinds_asked_for(found.committee, rules=rules, on=china_day(voice.at))
    kinds |= kinds_named(groups)
    voice.write(out, template(found.committee, rules=rules, kinds=kinds))
    voice.tell("空白名单已写入 {path}。请填好后运行 draft。", path=str(out))
    voice.result({"template": str(out)})


@main.command("draft")
@click.argument("list_file", metavar="LIST", type=FILE)
@committee_options
@own_rules_option
@click.option("--number", required=True, help="批次号，评委会自编，不可重复 · batch number")
@click.option("--method", type=click.Choice(list(_METHODS)), help="取得方式 · how obtained")
@click.option("--meeting", type=DAY, help="评审会议日期 · day of the meeting")
@click.option("--decided", type=DAY, help="认定日期（无会议时）· day of recognition")
@click.option("--rounds", type=int, default=1, help="投票轮次 · rounds of votes")
@click.option("--tally", type=FILE, help="已签字的投票结果记录 · the signed tally")
@click.option("--record", help="会议全过程记录编号 · where the record of the meeting is")
@click.option("--review-method", "review_methods", multiple=True, help="评价方式 · way of review")
@click.option("--group", help="单独分组或专项评审 · group of its own")
@click.option("--applied", type=int, help="申报人数 · persons who applied")
@click.option("--reviewed", type=int, help="参评人数 · persons reviewed")
@click.option("--standard", "standards", multiple=True, required=True, help="评审标准 · standard")
@click.option("--personal", default="个人承诺书", help="个人承诺书版本 · its version")
@click.option("--unit", default="单位承诺书", help="单位承诺书版本 · its version")
@click.option("--encoding", type=click.Choice(CSV_ENCODINGS), default="utf-8", help="CSV")
@click.option("--tidy", is_flag=True, help="自动去除隐藏字符、全角字符 · mend hidden characters")
@click.option("--annotate", "marked", type=FILE, help="另存标注问题的表格 · an annotated copy")
@click.option("--out", type=FILE, help="输出文件 · where to write")
@click.pass_obj
def write_draft(
    voice: Voice,
    /,
    *,
    list_file: Path,
    profile: Path,
    entity: str | None,
    authority: str | None,
    own_rules: Path | None,
    encoding: str,
    tidy: bool,
    marked: Path | None,
    out: Path | None,
    **said: object,
) -> None:
    """校核名单，生成待签批次 · Check a list and write what is to be signed."""
    rules = _rules(own_rules)
    found = _profile(voice, profile, entity=entity, authority=authority)
    method = _method(said.get("method"), found)
    decided_on = _decided_on(said)
    terms = Terms(found.committee, rules, method, decided_on)
    book = read_apart(voice.read(list_file), encoding=encoding, whole=marked is not None)
    read = _read(voice, book.grid, terms, tidy=tidy)
    sitting = _sitting(voice, said, method, decided_on=decided_on, passed=len(read.rows))
    header = header_of(read.rows, sitting, found, rules=rules, at=voice.at)
    against = [*check_sitting(header, found, rules=rules, at=voice.at), *read.check(header, terms)]
    told = voice.tell_problems(against, rules=rules)
    if marked and told:
        voice.write(marked, mark(book, told, voice.words))
        voice.tell("标注后的表格已写入 {path}。", path=str(marked))
    if any(each.severity is Severity.REFUSE for each in told):
        voice.tell("共 {n} 处需要修改。改好后请重新运行；未生成待签批次。", n=len(told))
        voice.result({"problems": [each.to_dict() for each in told], "drafts": []})
        raise click.exceptions.Exit(1)
    drafts = make_drafts(read.rows, sitting, found, rules=rules, at=voice.at)
    places = _places(out or list_file.with_suffix(".zcdraft"), len(drafts))
    for place, draft in zip(places, drafts, strict=True):
        voice.write(place, draft.to_bytes())
    voice.result(
        {
            "problems": [each.to_dict() for each in told],
            "drafts": [
                _about(place, draft, voice, rules)
                for place, draft in zip(places, drafts, strict=True)
            ],
        }
    )
    _tell_drafts(voice, places, drafts, read)


def _read(voice: Voice, grid: Grid, terms: Terms, *, tidy: bool) -> ReadList:
    def salt() -> bytes:
        return secrets.token_bytes(SALT_BYTES)

    if len(grid.lines) < _LONG_LIST or voice.json:
        return read_list(grid, terms, salt=salt, tidy=tidy)
    with Progress(console=Screen(stderr=True), transient=True) as bar:
        task = bar.add_task(voice.text("校核"), total=len(grid.lines))
        return read_list(
            grid, terms, salt=salt, tidy=tidy, progress=lambda: bar.update(task, advance=1)
        )


def _rules(own: Path | None) -> Rules:
    """The rule book, with the authority's own entries where the desk was given them."""
    return load_rules() if own is None else load_own_rules(own)


def _profile(voice: Voice, path: Path, *, entity: str | None, authority: str | None) -> Profile:
    return read_profile(voice.read(path), entity=entity, authority=authority)


def _method(said: object, profile: Profile) -> Method:
    if isinstance(said, str):
        return _METHODS[said]
    if len(profile.committee.methods) == 1:
        return profile.committee.methods[0]
    raise Refused("desk.method")


def _decided_on(said: dict[str, object]) -> date:
    decided_on = day(said.get("decided")) or day(said.get("meeting"))
    if decided_on is None:
        raise Refused("desk.day")
    return decided_on


def _sitting(
    voice: Voice, said: dict[str, object], method: Method, *, decided_on: date, passed: int
) -> Sitting:
    held_on, tally = day(said["meeting"]), said["tally"]
    meeting = None
    if held_on is not None:
        if not isinstance(tally, Path):
            raise Refused("desk.tally")
        rounds = _count(said["rounds"], 1)
        meeting = Meeting(held_on, rounds, sha256(voice.read(tally)), _text(said["record"]))
    if method in _WITH_MEETING and None in (said["applied"], said["reviewed"]):
        raise Refused("desk.counts")
    reviewed = _count(said["reviewed"], passed)
    return Sitting(
        number=str(said["number"]),
        method=method,
        decided_on=decided_on,
        meeting=meeting,
        applied=_count(said["applied"], reviewed),
        reviewed=reviewed,
        standards=_texts(said["standards"]),
        undertakings=(str(said["personal"]), str(said["unit"])),
        review_methods=_texts(said["review_methods"]),
        group=_text(said["group"]),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, tuple) else ()


def _count(value: object, default: int) -> int:
    return value if isinstance(value, int) else default


def _places(out: Path, parts: int) -> tuple[Path, ...]:
    if parts == 1:
        return (out,)
    return tuple(out.with_name(f"{out.stem}-{i}{out.suffix}") for i in range(1, parts + 1))


def _about(place: Path, draft: Paper, voice: Voice, rules: Rules) -> dict[str, str | int]:
    summary = of_paper(draft, voice.words, rules=rules)
    return {
        "path": str(place),
        "number": draft.header.number,
        "rows": len(draft.rows),
        "fingerprint": summary.fingerprint,
    }


def _tell_drafts(
    voice: Voice, places: tuple[Path, ...], drafts: tuple[Paper, ...], read: ReadList
) -> None:
    if read.examples:
        voice.tell("已略过示例行 {n} 行。", n=read.examples)
    if read.tidied:
        voice.tell("已自动整理 {n} 个单元格的隐藏字符或全角字符。", n=read.tidied)
    for place, draft in zip(places, drafts, strict=True):
        voice.tell("校核通过：{n} 人，待签批次已写入 {path}。", n=len(draft.rows), path=str(place))
    voice.tell("下一步：两人先后签名。第一人运行 sign，第二人运行 countersign。")


for _command in (*cli_signing.COMMANDS, *cli_counter.COMMANDS):
    main.add_command(_command)
