"""The commands that sign: sign, countersign, notice, revoke.

Each shows in words what it is about to sign, and asks.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

import click

from issuer.committee.cli_voice import DAY, FILE, Voice, day
from issuer.committee.drafts import Paper, read_paper
from issuer.committee.profile import read_profile
from issuer.committee.sealing import (
    Shown,
    countersign_document,
    countersign_paper,
    make_notice,
    make_order,
    read_notice,
    read_order,
    seal_notice,
    seal_order,
    sign_draft,
    signatures_of,
    typ_of,
)
from issuer.committee.summary import Summary, of_notice, of_order, of_paper
from keys.encoding import parse
from keys.errors import Malformed, Refused
from keys.roles import Typ
from verifier.acts import Cause
from verifier.rules import load_rules
from verifier.rules.document_number import as_typed

_KEY: Final = click.option("--key", required=True, help="密钥文件 · key file")
_PASSPHRASE: Final = click.option("--passphrase-file", type=FILE, help="口令文件 · passphrase")
_YES: Final = click.option("--yes", is_flag=True, help="不询问（供脚本使用）· do not ask")
_OUT: Final = click.option("--out", type=FILE, help="输出文件 · where to write")
_ALL: Final = click.option("--all", "everyone", is_flag=True, help="列出全部人员 · list everyone")
_CAUSES: Final = {
    "不正当手段": Cause.IMPROPER_MEANS,
    "错误签发": Cause.ERROR,
    "司法决定": Cause.COURT,
    "超越权限": Cause.NO_AUTHORITY,
    "本人申请": Cause.REQUEST,
    **{cause.value: cause for cause in Cause},
}


@click.command("sign")
@click.argument("draft_file", metavar="DRAFT", type=FILE)
@_KEY
@_PASSPHRASE
@_ALL
@_YES
@_OUT
@click.pass_obj
def sign(
    voice: Voice,
    *,
    draft_file: Path,
    key: str,
    passphrase_file: Path | None,
    everyone: bool,
    yes: bool,
    out: Path | None,
) -> None:
    """第一人签名，生成批次 · The first person signs."""
    draft = read_paper(voice.read(draft_file))
    if draft.sealed is not None:
        raise Refused("desk.signed-already")
    _ask_paper(voice, draft, everyone=everyone, yes=yes)
    batch = sign_draft(draft, [voice.signer(key, passphrase_file)])
    _write(voice, out or draft_file.with_suffix(".zcbatch"), batch.to_bytes())


@click.command("countersign")
@click.argument("file", type=FILE)
@_KEY
@_PASSPHRASE
@_ALL
@_YES
@_OUT
@click.pass_obj
def countersign(
    voice: Voice,
    *,
    file: Path,
    key: str,
    passphrase_file: Path | None,
    everyone: bool,
    yes: bool,
    out: Path | None,
) -> None:
    """第二人签名：批次、公示或撤销申请 · The second person signs."""
    data = voice.read(file)
    if _is_draft(data):
        raise Refused("desk.not-signed")
    typ = typ_of(data)
    if typ is Typ.BATCH:
        batch = read_paper(data)
        _ask_paper(voice, batch, everyone=everyone, yes=yes)
        signed = countersign_paper(batch, voice.signer(key, passphrase_file)).to_bytes()
    else:
        _ask_document(voice, _summary(voice, typ, data), yes=yes)
        signed = countersign_document(data, voice.signer(key, passphrase_file))
    _write(voice, out or file, signed)


@click.command("notice")
@click.argument("batch_file", metavar="BATCH", type=FILE)
@click.option("--place", required=True, help="公示地点或网址 · where it was shown")
@click.option("--from", "posted_on", type=DAY, required=True, help="公示第一天 · first day")
@click.option("--to", "closed_on", type=DAY, required=True, help="公示最后一天 · last day")
@click.option("--objection", "objections", type=int, multiple=True, help="有异议的行号 · line")
@_KEY
@_PASSPHRASE
@_YES
@_OUT
@click.pass_obj
def notice(
    voice: Voice,
    *,
    batch_file: Path,
    place: str,
    posted_on: datetime,
    closed_on: datetime,
    objections: tuple[int, ...],
    key: str,
    passphrase_file: Path | None,
    yes: bool,
    out: Path | None,
) -> None:
    """声明公示情况 · Say when and where the results were shown."""
    batch = read_paper(voice.read(batch_file))
    shown = Shown(place, posted_on.date(), closed_on.date(), objections)
    said = make_notice(batch, shown, at=voice.at)
    _ask_document(voice, of_notice(said, voice.words), yes=yes)
    sealed = seal_notice(said, voice.signer(key, passphrase_file))
    _write(voice, out or batch_file.with_suffix(".zcnotice"), sealed)


@click.command("revoke")
@click.argument("certificate_no", metavar="NUMBER")
@click.option("--committee", "profile", type=FILE, required=True, help="评委会文件 · file")
@click.option("--authority", help="人社部门标识 · entity id of the authority")
@click.option("--entity", help="评委会标识 · which committee")
@click.option("--cause", type=click.Choice(list(_CAUSES)), required=True, help="原因 · why")
@click.option("--document", required=True, help="决定文号 · number of the decision paper")
@click.option("--decided", type=DAY, required=True, help="决定日期 · its day")
@click.option("--order-no", help="申请编号，默认由证书编号和日期组成 · number of the order")
@click.option("--key", "keys", multiple=True, required=True, help="密钥文件，可给两次 · key file")
@click.option("--passphrase-file", "passphrase_files", type=FILE, multiple=True)
@_YES
@_OUT
@click.pass_obj
def revoke(
    voice: Voice,
    *,
    certificate_no: str,
    profile: Path,
    authority: str | None,
    entity: str | None,
    cause: str,
    document: str,
    decided: datetime,
    order_no: str | None,
    keys: tuple[str, ...],
    passphrase_files: tuple[Path, ...],
    yes: bool,
    out: Path | None,
) -> None:
    """申请撤销或注销证书，两人签名 · Order a title to be taken back."""
    decided_on = day(decided) or voice.at.date()
    order = make_order(
        read_profile(voice.read(profile), entity=entity, authority=authority),
        number=order_no or f"{certificate_no}-{decided_on:%Y%m%d}",
        certificate_no=certificate_no,
        cause=_CAUSES[cause],
        document_no=as_typed(document),
        decided_on=decided_on,
        at=voice.at,
    )
    _ask_document(voice, of_order(order, voice.words), yes=yes)
    signers = [
        voice.signer(key, passphrase_files[min(i, len(passphrase_files) - 1)])
        if passphrase_files
        else voice.signer(key, None)
        for i, key in enumerate(keys)
    ]
    _write(voice, out or Path(f"{certificate_no}.zcorder"), seal_order(order, signers))


def _ask_paper(voice: Voice, paper: Paper, *, everyone: bool, yes: bool) -> None:
    voice.show(of_paper(paper, voice.words, rules=load_rules(), everyone=everyone))
    if not yes:
        voice.ask_count(len(paper.rows))


def _ask_document(voice: Voice, summary: Summary, *, yes: bool) -> None:
    voice.show(summary)
    if not yes:
        voice.confirm("以上内容无误，确认签名？")


def _summary(voice: Voice, typ: Typ, data: bytes) -> Summary:
    if typ is Typ.NOTICE:
        return of_notice(read_notice(data), voice.words)
    return of_order(read_order(data), voice.words)


def _is_draft(data: bytes) -> bool:
    first = data.split(b"\n", 1)[0]
    try:
        return "header" in parse(first, limit=len(first))
    except Malformed:
        return False


def _write(voice: Voice, place: Path, data: bytes) -> None:
    voice.write(place, data)
    count = signatures_of(data.split(b"\n", 1)[0])
    voice.tell("已签名（共 {n} 人），写入 {path}。", n=count, path=str(place))
    if count == 1 and typ_of(data) is not Typ.NOTICE:
        voice.tell("下一步：请第二人运行 countersign。")
    voice.result({"path": str(place), "signatures": count})


COMMANDS: Final = (sign, countersign, notice, revoke)
