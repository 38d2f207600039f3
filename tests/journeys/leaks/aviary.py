"""An office that knows a few people whose names, numbers and codes are canaries."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Flask

from issuer.app import build_app
from issuer.committee.drafts import Paper
from issuer.config import Config
from issuer.parts import Parts
from keys.encoding import b64, canonical, unb64
from keys.envelope import peek, seal_together
from keys.roles import Typ
from tests.cast import DIGITAL, IDENTITY, PLANT, ZONE, Title, recognised, row
from tests.contract.units import ceremonies_of
from tests.issuer.claiming import desk_of, hand_out
from tests.journeys.leaks.ear import bird
from tests.journeys.test_stolen_copy import Canary
from tests.province import Province
from verifier.batch import IdType, Row
from verifier.decision import Confirm, Release, Suspend
from verifier.titles import Level, Scope, ScopeKind

NAMES = ("濮阳雩", "亓官霁", "仉督䶮", "佴㛃婧")
WORKPLACE = "威海金丝雀试剂有限公司"
GRADE_NO = "SD2024771377"
FORM = "application/x-www-form-urlencoded"


@dataclass
class Aviary:
    """Attributes:
    title: A certificate in force; its number is told to nobody who did not bring it.
    taken: A certificate that was revoked; its number is public.
    newcomer: Somebody whose batches never come through.
    waiting: A batch that waits for its notice.
    """

    province: Province
    title: Title
    taken: Title
    newcomer: Row
    graded: Row
    waiting: Paper
    claim: str  # the code by which `title` is claimed
    canaries: list[Canary] = field(default_factory=list)

    @classmethod
    def opened(cls, province: Province) -> Aviary:
        """Fills a province that has its committees."""
        people = [row(700 + i, name=name, employer=WORKPLACE) for i, name in enumerate(NAMES)]
        title, taken = province.issue(ZONE, people[:2])
        province.revoke(taken.number)
        graded = recognised(710, name=NAMES[2], employer=WORKPLACE)
        graded = replace(graded, facts=(replace(graded.facts[0], certificate_no=GRADE_NO),))
        waiting = province.paper(ZONE, people[3:])
        province.hand_in(waiting)
        claim = hand_out(province, [title.number])[title.number]
        birds = cls(province, title, taken, people[2], graded, waiting, claim)
        for each in (*people, graded):
            birds.canaries += [bird("name", each.name), bird("identity number", each.id_no)]
        for each in (title, taken):
            # The digest of a code is how its record is found; a code has 128 bits.
            code = bird("code", each.code)
            birds.canaries.append(Canary("code", code.looks[:4]))
            birds.canaries.append(bird("check code", each.check_code))
        birds.canaries += [
            bird("employer", WORKPLACE),
            bird("number", title.number),
            bird("grade certificate", GRADE_NO),
            bird("claim code", claim),
        ]
        return birds

    def app(self) -> Flask:
        """The application of the office, whose clock runs fast enough for many wrong guesses."""
        office, ticks = self.province.office, itertools.count(0.0, 100.0)
        config = Config.from_env(
            {
                "ZC_INSTANCE": str(office.public_dir.parent),
                "ZC_PUBLIC_DIR": str(office.public_dir),
                "ZC_TRUSTED_PROXIES": "127.0.0.0/8",
            }
        )
        parts = Parts(
            IDENTITY,
            records=self.province.records,
            registrar=self.province.registrar,
            claims=desk_of(self.province),
            units=ceremonies_of(self.province),
            clock=lambda: self.province.at,
            monotonic=lambda: next(ticks),
        )
        return build_app(config, parts)

    # -- what people type -------------------------------------------------------------------

    def known(self) -> dict[str, str]:
        """What the face of the certificate says."""
        title = self.title
        return {
            "number": title.number,
            "name": title.row.name,
            "check_code": title.check_code,
        }

    def asked(self) -> list[dict[str, str]]:
        """Each way in which a holder's certificate can be asked for."""
        return [
            self.known(),
            {"qr": self.title.link},
            {"qr": self.title.offline},
            {"credential": self.province.text(self.title.number)},
        ]

    def forged(self) -> list[str]:
        """Certificates that nobody signed, with somebody in every wrong place of them."""
        jwt, *disclosures = self.title.credential.split("~")
        head, body, signature = jwt.split(".")
        name, id_no = self.title.row.name, self.title.row.id_no
        header, claims = json.loads(unb64(head)), json.loads(unb64(body))
        kept = "~".join(disclosures)
        heads = [{**header, "typ": name}, {**header, "kid": id_no}, {**header, name: id_no}]
        bodies = [{**claims, name: id_no}, *({**claims, member: name} for member in claims)]
        mine = b64(canonical([b64(bytes(16)), id_no, name]))
        return [
            *(f"{b64(canonical(each))}.{body}.{signature}~{kept}" for each in heads),
            *(f"{head}.{b64(canonical(each))}.{signature}~{kept}" for each in bodies),
            f"{jwt}~{mine}~{kept}",
            f"{jwt[:-2]}AA~{kept}",
            f"{jwt}~{kept}\n\n{name}\n{id_no}",
            self.title.offline[:-30] + "0" * 30,
        ]

    def texts(self, *, code: bool) -> list[str]:
        """What stands in the wrong place."""
        row = self.title.row
        found = [row.name, row.id_no, WORKPLACE, self.title.check_code, self.title.number]
        return [*found, self.title.code] if code else found

    def bodies(self, kind: str) -> Iterator[bytes | dict[str, str]]:
        """Bodies that no route can use, of whatever kind they say they are."""
        row, title = self.title.row, self.title
        known = self.known()
        wrong = [
            {**known, "check_code": "000000"},
            {**known, "name": row.id_no},
            {**known, "number": row.id_no},
            {**known, "check_code": row.name},
            {row.name: row.id_no, title.code: title.check_code},
            {"qr": row.name},
            {"qr": f"{title.link}x"},
            {"qr": f"https://{title.code}.example/v/{title.code}"},
            {"credential": f"{row.name}~{row.id_no}"},
            {"credential": title.credential.replace("~", "~~", 1)},
            {**known, "name": ""},
            {**known, "name": row.name * 200},
        ]
        yield from (wrong if kind == FORM else map(_bytes, wrong))
        yield from map(_bytes, [[row.name], row.id_no, {"payload": row.name, "signatures": []}])
        yield _bytes(known)[:-3]
        yield (row.name + row.id_no).encode("gb18030")
        yield f"{row.name}\n{row.id_no}\n{WORKPLACE}\n".encode()
        yield _bytes(known) * 4000

    # -- what committees and operators hand in ----------------------------------------------

    def sealed(self, endpoint: str) -> list[bytes]:
        """Documents of a route: taken, refused for each kind of reason, and damaged."""
        documents = {
            "office.batch": self._batches,
            "office.notice": self._notices,
            "office.decision": self._decisions,
            "office.order": self._orders,
            "office.batch_status": self._headers,
        }[endpoint]()
        return [*documents, *(each[:-20] for each in documents[:1])]

    def papers(self) -> list[Paper]:
        """Batches: a good one, and those with something private in every wrong place."""
        person, name, id_no = self.newcomer, self.newcomer.name, self.newcomer.id_no
        odd = [
            {"name": f"{name}\ue000"},
            {"name": f"{name}7"},
            {"name": id_no},
            {"id_no": id_no[:-1] + "0"},
            {"id_no": name},
            {"id_type": IdType.PASSPORT},
            {"employer": id_no},
            {"employer_uscc": id_no},
            {"title": name},
            {"series": name},
            {"series": id_no, "title": id_no, "specialty": id_no},
            {"specialty": name},
            {"basis": f"{name}{id_no}"},
            {"mapping": name},
            {"mapping": id_no},
            {"level": Level.FULL_SENIOR},
            {"scope": Scope(ScopeKind.UNIT, "3710", name)},
            {"facts": self.graded.facts},
        ]
        make = self.province.paper
        return [
            make(ZONE, [person]),
            make(ZONE, [person], signers=self.province.committees[ZONE].signers[:1]),
            make(ZONE, [person], signers=self.province.committees[PLANT].signers),
            make(ZONE, [person, replace(person, line=9)]),
            make(ZONE, [replace(self.title.row, line=2)]),
            make(DIGITAL, [self.graded]),
            make(DIGITAL, [replace(self.graded, mapping=name)]),
            *(make(ZONE, [replace(person, **change)]) for change in odd),
        ]

    def _batches(self) -> list[bytes]:
        papers = self.papers()
        whole = papers[0].to_bytes()
        first, line, *_ = whole.split(b"\n")
        members = json.loads(line)
        name, id_no = self.newcomer.name, self.newcomer.id_no
        twisted = [
            {**members, name: id_no},
            {**members, id_no: name},
            {**members, "id_type": name},
            {**members, "level": id_no},
            {**members, "scope": {name: id_no}},
            {**members, "facts": [{"kind": name}]},
            {**members, "award_date": name},
            {**members, "name": None},
            {**members, "salt": id_no},
            {name: id_no},
            [name, id_no],
        ]
        rows = [first + b"\n" + canonical(each) + b"\n" for each in twisted]
        spelt = first + b"\n" + json.dumps(members).encode() + b"\n"
        return [*(each.to_bytes() for each in papers), *rows, spelt, whole + line[:40], line]

    def _headers(self) -> list[bytes]:
        papers = [self.waiting, *self.papers()[:2]]
        return [*(each.sealed for each in papers if each.sealed), *self._renamed(papers[0].sealed)]

    def _notices(self) -> list[bytes]:
        notice = self.province.notice(self.waiting)
        return [notice, *self._renamed(notice), self.province.notice(self.papers()[1])]

    def _decisions(self) -> list[bytes]:
        name, number = self.newcomer.name, self.title.number
        seal, batch = self.province.sealed, self.title.batch
        suspend = seal(Suspend(number, name))
        return [
            seal(Release(batch, name, f"{name}{self.newcomer.id_no}")),
            seal(Confirm(batch, name, self.province.at.date(), ())),
            seal(Suspend(name, name)),
            seal(Suspend(self.newcomer.id_no, name)),
            seal(Release(batch, name, name), by=self.province.operators[:1]),
            *self._renamed(suspend),
            suspend,
            seal(Suspend(number, name)),
        ]

    def _orders(self) -> list[bytes]:
        order, number = self.province.order, self.title.number
        good = order(number)
        zone = self.province.committees[ZONE]
        return [
            good,
            order(number, slug=PLANT),
            order(number, by=zone.signers[:1]),
            order(self.newcomer.id_no, slug=ZONE),
            order(self.newcomer.name, slug=ZONE),
            *self._renamed(good),
        ]

    def _renamed(self, sealed: bytes | None) -> Iterator[bytes]:
        """The same document with somebody in the place of a member, signed by those who may."""
        assert sealed is not None
        header: dict[str, Any] = json.loads(sealed)
        claims = peek(sealed)
        protected = json.loads(unb64(header["signatures"][0]["protected"]))
        typ = Typ(protected["typ"])
        signers = (
            self.province.operators
            if typ is Typ.DECISION
            else self.province.committees[ZONE].signers
        )
        name, id_no = self.newcomer.name, self.newcomer.id_no
        twisted = [{**claims, name: id_no}, {**claims, id_no: name}]
        # The number of one's own paper comes back in the answer.
        twisted += [{**claims, member: name} for member in claims if member != "jti"]
        for each in twisted:
            yield seal_together(canonical(each), typ, signers)


def _bytes(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()
