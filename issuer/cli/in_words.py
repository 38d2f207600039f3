"""A decision in words: what an operator reads before signing, line by line.

Taken from the decision itself and from the register that it will change; the digest at the end
is of exactly the bytes that are signed, in eight groups, so that two people can compare it over
the telephone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from issuer.cli.labels import ACTS, CAUSES, COMMITTEE_STATES
from issuer.cli.terminal import Terminal
from issuer.registrar.trust_desk import CommitteeFile
from issuer.store import awards, batches, rows, session, units
from keys.encoding import Sha256, fingerprint, sha256
from keys.errors import Refused
from verifier.decision import (
    ChangeCommittee,
    Confirm,
    Decision,
    RegisterUnit,
    Reinstate,
    Release,
    Revoke,
    Suspend,
    WithdrawUnit,
)

Lines = Iterator[tuple[str, str]]
"""(label, value); the label in Chinese, as its words have it."""


def in_words(
    terminal: Terminal, decision: Decision, *, file: CommitteeFile | None = None
) -> tuple[tuple[str, str], ...]:
    """A decision, line by line.

    Args:
        file: The committee's file that a change of a committee is about.
    """
    return (
        ("决定", terminal.words.text(ACTS[decision.act.KIND])),
        ("需要人数", str(decision.act.people)),
        *_act(terminal, decision, file),
        ("文号", decision.act.document_no),
        ("决定编号", decision.number),
        ("签名内容摘要", fingerprint(sha256(decision.to_bytes()))),
    )


def _act(terminal: Terminal, decision: Decision, file: CommitteeFile | None) -> Lines:
    act = decision.act
    match act:
        case Confirm():
            yield from _batch(terminal, act.batch, held=len(act.withheld))
            yield "公布日期", act.published_on.isoformat()
            if act.post_filing_no:
                yield "事后备案文号", act.post_filing_no
        case Release():
            yield from _batch(terminal, act.batch)
            yield "理由", act.reason
        case Revoke():
            yield from _title(terminal, act.certificate_no)
            yield "原因", terminal.words.text(CAUSES[act.cause])
            yield "决定日期", act.decided_on.isoformat()
            yield "评委会撤销令", act.order or "—"
        case Suspend() | Reinstate():
            yield from _title(terminal, act.certificate_no)
        case ChangeCommittee():
            yield from _committee(terminal, act, file)
        case RegisterUnit():
            yield "单位名称", act.name
            yield "统一社会信用代码", act.uscc
            yield "联系方式", act.contact
            yield "单位编号", act.unit
        case WithdrawUnit():
            yield from _unit(terminal, act.unit)
        case _:
            assert_never(act)


def _batch(terminal: Terminal, digest: Sha256, *, held: int = 0) -> Lines:
    with session.read(terminal.office.engine) as connection:
        kept = batches.get(connection, digest)
        counts = rows.counts(connection, digest)
    yield "批次号", kept.number
    yield "评委会", kept.committee
    yield "行数", str(kept.row_count)
    yield "暂缓的行", str(held)
    yield "各行现状", "、".join(f"{state.value} {count}" for state, count in counts.items())


def _title(terminal: Terminal, number: str) -> Lines:
    office = terminal.office
    with session.read(office.engine) as connection:
        award = awards.get(connection, number, vault=office.vault)
        row = rows.get(connection, award.row_hash, vault=office.vault) if award.row_hash else None
    yield "证书编号", number
    if row is not None:
        # The operator decides about a person and must see which one; a terminal is not a log.
        yield "姓名", row.row.name
        yield "职称", f"{row.row.title} · {row.row.specialty}"
    yield "现状", award.state


def _unit(terminal: Terminal, unit: str) -> Lines:
    office = terminal.office
    with session.read(office.engine) as connection:
        found = units.get(connection, unit, vault=office.vault)
    yield "单位名称", found.name
    yield "统一社会信用代码", found.uscc
    yield "单位编号", unit


def _committee(terminal: Terminal, act: ChangeCommittee, file: CommitteeFile | None) -> Lines:
    yield "评委会", act.committee
    if file is None or file.digest != act.statement:
        raise Refused("committee.file", committee=act.committee)
    filing = file.authority
    yield "名称", filing.name
    yield "备案文号", filing.filing_no
    yield "有效期", f"{filing.valid_from} – {filing.valid_to}"
    yield "状态", terminal.words.text(COMMITTEE_STATES[filing.state])
    if filing.rectify_by:
        yield "整改期限", filing.rectify_by.isoformat()
    yield "专业", "、".join(filing.specialties) or "—"
    yield "适用", f"{filing.scope.kind.value} {filing.scope.region} {filing.scope.target or ''}"
    yield "签名人", "、".join(sorted({key.person or "" for key in file.keys}))
