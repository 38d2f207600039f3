"""The story carried out: founding, committees, batches, certificates, and what was taken back.

Each step is what a person would do, through the same functions, at the moment the story tells.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from issuer import founding
from issuer.admission import BatchRejected, Problem
from issuer.committee.drafts import Paper, Sitting, make_drafts
from issuer.committee.line import Terms
from issuer.committee.marking import mark
from issuer.committee.profile import Profile, read_profile
from issuer.committee.reading import read_list
from issuer.committee.report import desk_words, tell_all
from issuer.committee.sealing import (
    Shown,
    make_notice,
    make_order,
    seal_notice,
    seal_order,
    sign_draft,
)
from issuer.committee.workbook import read_book
from issuer.config import Config, InstanceIdentity
from issuer.example.people import OPERATORS, People
from issuer.example.story import ActStory, BatchStory, CommitteeStory, Story, list_lines
from issuer.example.workbooks import workbook
from issuer.office import Office, open_office
from issuer.printing import LOOK_FILE
from issuer.published_bundle import BUNDLE_FILE
from issuer.registrar import Registrar
from issuer.registrar.trust_desk import CommitteeFile
from issuer.store import awards, lists, rows, session
from keys.encoding import Sha256, sha256
from keys.errors import Refused
from keys.roles import Role
from keys.trust import Anchor
from verifier.acts import Cause
from verifier.batch import Meeting, Row, batch_digest
from verifier.decision import ChangeCommittee, Confirm, Revoke, Suspend
from verifier.rules import load_rules
from verifier.titles import Level, Method

UNDERTAKINGS = ("个人承诺书（2025版，示例）", "单位承诺书（2025版，示例）")
DRAWER = "drawer"
OLD_BUNDLE = "old-bundle.json"
"""Name of the drawer's folder, and in it the lists as they were before anything was revoked."""
Say = Callable[[str], None]


@dataclass
class Told:
    """What the telling leaves behind.

    Attributes:
        batches: Digest by batch number, those that were admitted.
        refused: Problems by batch number, those that were not.
        marked: The workbook of a refused batch with its problems marked, by batch number.
    """

    batches: dict[str, Sha256] = field(default_factory=dict)
    refused: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    marked: dict[str, Path] = field(default_factory=dict)


class Teller:
    """Tells the story into an empty instance."""

    def __init__(self, config: Config, story: Story, *, passphrase: bytes, say: Say) -> None:
        self._config = config
        self._story = story
        self._passphrase = passphrase
        self._say = say
        self.people = People(config.instance / "people", passphrase)
        self._desk = config.instance / "desk"
        self.told = Told()

    def tell(self) -> Office:
        """All of it; the office is left open."""
        self._say("建立机关、密钥和信任锚")
        office = self._found()
        registrar = Registrar(office)
        for committee in self._story.committees:
            self._say(f"评委会入册：{committee.authority.name}")
            self._admit(registrar, committee)
        for batch in self._story.batches:
            self._say(f"批次 {batch.number}：{batch.list_name}.xlsx")
            renew_anchor_list(office, self.people, at=batch.received)
            self._run(registrar, batch)
        self._keep_old_bundle()
        for act in self._story.acts:
            self._say(f"{'撤销或注销' if act.kind == 'revoke' else '暂停'}：{act.document_no}")
            renew_anchor_list(office, self.people, at=act.at)
            self._take_back(registrar, act)
        return office

    def _keep_old_bundle(self) -> None:
        """The lists as they were before anything was taken back, for the drawer."""
        place = self._config.instance / DRAWER
        place.mkdir(mode=0o700, exist_ok=True)
        shutil.copyfile(self._config.public_dir / BUNDLE_FILE, place / OLD_BUNDLE)

    def _found(self) -> Office:
        story, config, at = self._story, self._config, self._story.founded
        identity = InstanceIdentity(
            entity=story.entity,
            host=story.host,
            region=story.region,
            name=story.name,
            anchor=story.anchor,
        )
        request = founding.found(config, identity, passphrase=self._passphrase, at=at)
        shutil.copyfile(Path(__file__).parent / "looks/weihai.toml", config.instance / LOOK_FILE)
        self.people.make("anchor", None, Role.ANCHOR)
        for operator in OPERATORS:
            self.people.make("operators", operator, Role.OPERATOR)
        anchor = Anchor(story.anchor, self.people.trusted("anchor", since=at))
        founding.install_anchor(config, anchor)
        office = open_office(config, passphrase=self._passphrase)
        (signer,) = self.people.signers("anchor")
        listing = founding.sign_authorities(request, anchor, signer, at=at)
        founding.install_authorities(office, listing, at=at)
        founding.open_books(office, self.people.trusted("operators", since=at), at=at)
        return office

    def _admit(self, registrar: Registrar, committee: CommitteeStory) -> None:
        for person in committee.people:
            self.people.make(committee.slug, person, Role.COMMITTEE)
        file = CommitteeFile(
            self._story.entity,
            committee.authority,
            self.people.trusted(committee.slug, since=committee.joined),
        )
        act = ChangeCommittee(committee.authority.entity, file.digest, committee.decision)
        self.people.decide(registrar, act, at=committee.joined, file=file)
        self._write(f"{committee.slug}.json", file.to_bytes())

    def _run(self, registrar: Registrar, batch: BatchStory) -> None:
        paper = self._signed(batch)
        data = paper.to_bytes()
        self._write(f"{batch.number}.zcbatch", data)
        try:
            registrar.receive(data, at=batch.received)
        except BatchRejected as rejected:
            self.told.refused[batch.number] = rejected.problems
            self._mark(batch, rejected)
            return
        digest = batch_digest(paper.header.to_bytes())
        self.told.batches[batch.number] = digest
        if batch.notice is None or batch.confirmed is None:
            return
        clerk = self.people.signers(batch.committee)[0]
        shown = Shown(batch.notice.place, batch.notice.posted_on, batch.notice.closed_on)
        notice = make_notice(paper, shown, at=batch.received)
        registrar.declare(seal_notice(notice, clerk), at=batch.received)
        if batch.document_no is None or batch.published_on is None:
            return
        confirm = Confirm(digest, batch.document_no, batch.published_on)
        self.people.decide(registrar, confirm, at=batch.confirmed)
        registrar.mint(digest, at=batch.confirmed)

    def _signed(self, batch: BatchStory) -> Paper:
        """From the workbook to a batch that two people signed."""
        profile = self._profile(batch)
        book = workbook(list_lines(batch.list_name))
        path = self._write(f"{batch.list_name}.xlsx", book)
        rules = load_rules()
        terms = Terms(profile.committee, rules, method=batch.method, decided_on=batch.decided_on)
        read = read_list(
            read_book(path.read_bytes()).grid, terms, salt=lambda: secrets.token_bytes(16)
        )
        meeting = (
            Meeting(batch.decided_on, rounds=1, tally=sha256(f"{batch.number} tally".encode()))
            if batch.method is Method.REVIEW
            else None
        )
        sitting = Sitting(
            number=batch.number,
            method=batch.method,
            decided_on=batch.decided_on,
            meeting=meeting,
            applied=batch.applied,
            reviewed=batch.reviewed,
            standards=batch.standards,
            undertakings=UNDERTAKINGS,
        )
        (draft,) = make_drafts(read.rows, sitting, profile, rules=rules, at=batch.signed)
        problems = read.check(draft.header, terms)
        if problems and not batch.unchecked:
            raise BatchRejected(problems)
        return sign_draft(draft, self.people.signers(batch.committee))

    def _profile(self, batch: BatchStory) -> Profile:
        """The committee's file as its desk has it.

        The desk that skips its checks works with a file of its own making: wider levels, more
        specialties, no bound on employers. The office knows the filing better.
        """
        profile = read_profile((self._desk / f"{batch.committee}.json").read_bytes())
        if not batch.unchecked:
            return profile
        wider = replace(profile.committee, levels=tuple(Level), specialties=(), units=())
        return replace(profile, committee=wider)

    def _mark(self, batch: BatchStory, rejected: BatchRejected) -> None:
        """The list with every problem marked in its cell, as its clerk gets it back."""
        words, rules = desk_words("zh_CN"), load_rules()
        book = read_book((self._desk / f"{batch.list_name}.xlsx").read_bytes(), whole=True)
        told = tell_all(rejected.problems, words, rules=rules)
        marked = mark(book, told, words)
        self.told.marked[batch.number] = self._write(f"{batch.list_name}-问题.xlsx", marked)

    def _take_back(self, registrar: Registrar, act: ActStory) -> None:
        number = self.number_of(registrar.office, act.batch, act.name)
        if act.kind == "suspend":
            self.people.decide(registrar, Suspend(number, act.document_no), at=act.at)
            return
        if act.cause is None or act.decided_on is None:
            raise Refused("example.story", batch=act.batch)
        order = self._order(registrar, act, number) if act.ordered_by else None
        revoke = Revoke(number, act.cause, act.document_no, act.decided_on, order)
        self.people.decide(registrar, revoke, at=act.at)

    def _order(self, registrar: Registrar, act: ActStory, number: str) -> Sha256:
        """The committee's order, signed by two of its people and handed to the office."""
        slug = act.ordered_by or ""
        profile = read_profile((self._desk / f"{slug}.json").read_bytes())
        order = make_order(
            profile,
            number=act.order_no or "",
            certificate_no=number,
            cause=act.cause or Cause.IMPROPER_MEANS,
            document_no=act.order_document or "",
            decided_on=act.decided_on or act.at.date(),
            at=act.at,
        )
        sealed = seal_order(order, self.people.signers(slug))
        self._write(f"{act.order_no}.zcorder", sealed)
        registrar.order(sealed, at=act.at)
        return sha256(sealed)

    def number_of(self, office: Office, batch: str, name: str) -> str:
        """The certificate number of a person of a batch."""
        for number, row in certificates_of(office, self.told.batches[batch]):
            if row.name == name:
                return number
        raise Refused("example.story", batch=batch)

    def _write(self, name: str, data: bytes) -> Path:
        self._desk.mkdir(mode=0o700, exist_ok=True)
        path = self._desk / name
        path.write_bytes(data)
        return path


def renew_anchor_list(office: Office, people: People, *, at: datetime) -> None:
    """Sign the anchor's list again where it would soon run out, and take it in."""
    with session.read(office.engine) as connection:
        last = lists.latest(connection, lists.AUTHORITIES)
    if last is None or last.expires_at > at + founding.ANCHOR_LIST_LIFE / 3:
        return
    (signer,) = people.signers("anchor")
    listing = founding.renew_authorities(office.anchor, signer, before=last, at=at)
    founding.install_authorities(office, listing, at=at)


def certificates_of(office: Office, batch: Sha256) -> list[tuple[str, Row]]:
    """Number and row of each certificate of a batch, in the order of its list."""
    with session.read(office.engine) as connection:
        kept = {each.row_hash: each for each in rows.find(connection, batch, vault=office.vault)}
        made = awards.of_batch(connection, batch, vault=office.vault)
    found = [(each.number, kept[each.row_hash].row) for each in made if each.row_hash in kept]
    return sorted(found, key=lambda pair: pair[1].line)
