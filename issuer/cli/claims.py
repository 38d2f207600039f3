"""`claims`: the codes by which holders fetch their certificates.

claims make       codes for a batch: slips to cut out, and a list
claims reissue    a new code for one certificate; the older one ends
claims withdraw   the code of one certificate ends, and so do downloads that it opened
claims list       how far a batch has come, in numbers

A code is shown once, in the files that are written here, and nowhere else.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import click

from issuer import handing_out
from issuer.claim_codes import grouped
from issuer.cli.batches import find_batch
from issuer.cli.terminal import CATALOGUES, Terminal, command
from issuer.handing_out import Slip
from issuer.numbers import normalise
from issuer.render.claim_list import claim_list
from issuer.render.claim_slips import SlipText, SlipWords, render_slips
from issuer.render.glyphs import Glyphs
from issuer.store.claims import ClaimState
from keys.errors import Refused
from keys.words import Words
from verifier.china_time import china_day

_FILE = click.Path(dir_okay=False, path_type=Path)
_SLIPS = click.option("--slips", type=_FILE, required=True, help="裁剪发放的领取单 / slips, PDF")
_HEADINGS = ("姓名", "职称", "专业", "工作单位", "证书编号", "领取码", "领取地址", "有效期至")
STATES: Mapping[ClaimState, str] = {
    ClaimState.ISSUED: "待领取",
    ClaimState.USED: "已领取",
    ClaimState.EXPIRED: "已过期",
    ClaimState.WITHDRAWN: "已作废",
}


@click.group()
def claims() -> None:
    """领取码：让持证人自己领取证书 / codes by which holders fetch certificates."""


@claims.command()
@click.argument("batch")
@_SLIPS
@click.option("--list", "listing", type=_FILE, required=True, help="领取码名单 / the list, XLSX")
@click.option("--again", is_flag=True, help="未领取的全部重新发放 / anew for all not yet claimed")
@click.pass_obj
@command
def make(terminal: Terminal, batch: str, *, slips: Path, listing: Path, again: bool) -> None:
    """为一个批次制作领取码 / make the codes of a batch."""
    digest = find_batch(terminal, batch)
    numbers = handing_out.waiting(terminal.office, digest, again=again, at=terminal.at)
    if not numbers:
        terminal.answer({"made": 0})
        terminal.say("没有需要制作的领取码。要为未领取的重新发放，请加 --again。")
        return
    _hand_out(terminal, numbers, again=again, slips=slips, listing=listing)
    terminal.answer({"made": len(numbers), "slips": str(slips), "list": str(listing)})
    terminal.say(
        "已制作 {count} 个领取码：{path}。", count=len(numbers), path=f"{slips}, {listing}"
    )
    terminal.say("领取码只出现在这两个文件里，发放后请删除。")


@claims.command()
@click.argument("number")
@_SLIPS
@click.pass_obj
@command
def reissue(terminal: Terminal, number: str, *, slips: Path) -> None:
    """重新发放一张证书的领取码，旧码作废 / a new code for one certificate."""
    _hand_out(terminal, [normalise(number)], again=True, slips=slips, listing=None)
    terminal.answer({"made": 1, "slips": str(slips)})
    terminal.say("已制作 {count} 个领取码：{path}。", count=1, path=str(slips))
    terminal.say("这张证书以前的领取码已作废。")


@claims.command()
@click.argument("number")
@click.pass_obj
@command
def withdraw(terminal: Terminal, number: str) -> None:
    """收回一张证书的领取码 / end the code of one certificate."""
    handing_out.withdraw(terminal.office, number, at=terminal.at)
    terminal.answer({"withdrawn": 1})
    terminal.say("领取码已作废，未完成的下载也已停止。")


@claims.command("list")
@click.argument("batch")
@click.pass_obj
@command
def listing(terminal: Terminal, batch: str) -> None:
    """一个批次的领取进度 / how far a batch has come."""
    digest = find_batch(terminal, batch)
    found = handing_out.progress_of(terminal.office, digest, at=terminal.at)
    counts = {state.value: found.states[state] for state in STATES}
    terminal.answer({"without": found.without, **counts})
    terminal.table(
        "领取进度",
        ("状态", "证书数"),
        [
            (terminal.words.text("未制作领取码"), str(found.without)),
            *((terminal.words.text(STATES[each]), str(found.states[each])) for each in STATES),
        ],
    )


def _hand_out(
    terminal: Terminal, numbers: Sequence[str], *, again: bool, slips: Path, listing: Path | None
) -> None:
    """Codes for the certificates: prepared, drawn, and kept in one step with the files."""
    office = terminal.office
    until = china_day(terminal.at) + timedelta(days=terminal.config.claim_days)
    with terminal.progress("制作领取码", 2 * len(numbers)) as bar:

        def advance(done: int) -> None:
            bar.update(bar.task_ids[0], advance=done, refresh=True)

        made = handing_out.prepare(office, numbers, until=until, progress=advance)
        address = f"https://{office.profile.host}/claim"
        sheets = render_slips(
            [_slip(each, address) for each in made],
            _words(),
            address=address,
            issuer=office.profile.name,
            glyphs=Glyphs.read(terminal.config.instance),
            progress=advance,
        )
    files = {slips: sheets}
    if listing is not None:
        files[listing] = _list(terminal, made, address)
    try:
        with _written(files) as put:
            handing_out.keep(office, made, again=again, at=terminal.at, write=put)
    except OSError as error:
        # Undone: no code is valid that stands on no paper.
        raise Refused("claims.not-written", path=str(slips.parent)) from error


@contextmanager
def _written(files: Mapping[Path, bytes]) -> Iterator[Callable[[], None]]:
    """The files beside their places, readable by their owner alone; a call gives them the names."""
    with ExitStack() as left:
        waiting: list[tuple[Path, Path]] = []
        for path, data in files.items():
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            left.callback(Path(name).unlink, missing_ok=True)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            waiting.append((Path(name), path))

        def put() -> None:
            for unnamed, path in waiting:
                unnamed.replace(path)

        yield put


def _slip(slip: Slip, address: str) -> SlipText:
    title = slip.title
    return SlipText(
        name=title.name,
        what=f"{title.title} · {title.specialty}",
        committee=title.committee,
        code=grouped(slip.code),
        until=slip.until.isoformat(),
        # What stands behind `#` is not sent to any server: a phone fills it in by itself.
        link=f"{address}#{slip.code}",
    )


def _words() -> SlipWords:
    """A holder reads Chinese first and English second, whatever the clerk speaks."""
    zh, en = (Words(language, *CATALOGUES) for language in ("zh_CN", "en"))

    def both(msgid: str) -> str:
        return f"{zh.text(msgid)} · {en.text(msgid)}"

    warning = "我们不会用短信或电话索要领取码。只能使用一次，请勿拍照外传。"
    return SlipWords(
        heading=both("领取职称电子证书"),
        scan=both("手机扫码"),
        code=both("领取码"),
        address=both("或在浏览器中输入"),
        until=both("有效期至"),
        warning={"zh": zh.text(warning), "en": en.text(warning)},
    )


def _list(terminal: Terminal, slips: Sequence[Slip], address: str) -> bytes:
    say = terminal.words.text
    lines = [
        (
            *(each.title.name, each.title.title, each.title.specialty, each.title.employer or ""),
            *(each.title.number, grouped(each.code), address, each.until.isoformat()),
        )
        for each in slips
    ]
    return claim_list(
        [say(heading) for heading in _HEADINGS],
        lines,
        sheet=say("领取码"),
        warning=say("每个领取码只交给本人，只能使用一次。发放后请删除本文件。"),
    )


COMMANDS = (claims,)
