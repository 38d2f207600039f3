"""A model of the office in plain dicts: what is accepted, what is refused and why, what is shown.

It knows no keys, no database and no log, and takes no rule from the code that it is held against:
states and codes are written out here a second time. An act is predicted and, if accepted, carried
out. The answer is the set of codes of the refusal; an empty one means that the act is accepted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

Codes = frozenset[str]
TitleKey = tuple[int, int]  # batch, and line of the person in its list
OK: Final[Codes] = frozenset()

SHORT, LONG, RUNNING, EARLY = "short", "long", "running", "early"
MAY_REVIEW: Final = ("ACTIVE", "RECTIFYING")
LIVING: Final = ("VALID", "SUSPENDED")
# Persons who must take a decision.
PEOPLE: Final[Mapping[str, int]] = {
    "release": 2,
    "confirm": 2,
    "suspend": 1,
    "reinstate": 2,
    "revoke": 2,
    "committee": 2,
}
# What may happen to a title, and what it is then.
TITLE: Final[Mapping[tuple[str, str], str]] = {
    ("VALID", "suspend"): "SUSPENDED",
    ("SUSPENDED", "reinstate"): "VALID",
    ("VALID", "revoke"): "REVOKED",
    ("SUSPENDED", "revoke"): "REVOKED",
    ("VALID", "cancel"): "CANCELLED",
    ("SUSPENDED", "cancel"): "CANCELLED",
}
CANCELLING: Final = ("NO_AUTHORITY", "ERROR", "REQUEST")


@dataclass
class Batch:
    """A list of results; `rows` are "waiting", "released" or "minted", by line."""

    slug: str
    state: str
    received: datetime
    rows: dict[int, str]
    problems: Codes = OK
    notices: list[tuple[datetime, date, frozenset[int]]] = field(default_factory=list)
    published: bool = False


@dataclass
class Held:
    """A title that somebody was granted."""

    made: datetime
    standing: str = "VALID"


@dataclass
class Model:
    """The office as anybody could tell it.

    Attributes:
        committees: What was said of each, and when.
        on_record: Lines, which are persons, with an integrity record.
    """

    committees: dict[str, list[tuple[datetime, str]]] = field(default_factory=dict)
    batches: dict[int, Batch] = field(default_factory=dict)
    titles: dict[TitleKey, Held] = field(default_factory=dict)
    on_record: set[int] = field(default_factory=set)
    people: dict[str, int] = field(default_factory=lambda: dict(PEOPLE))
    moves: dict[tuple[str, str], str] = field(default_factory=lambda: dict(TITLE))

    # -- batches ----------------------------------------------------------------------------------

    def receive(
        self, batch: int, slug: str, lines: Collection[int], *, persons: int, at: datetime
    ) -> Codes:
        if persons < 2:
            return Codes({"envelope.threshold"})  # and nothing is kept
        problems = self._problems(slug, lines)
        if problems:
            self.batches[batch] = Batch(slug, "REJECTED", at, {}, problems)
            return problems
        state = "HELD" if self.on_record & set(lines) else "ADMITTED"
        self.batches[batch] = Batch(slug, state, at, dict.fromkeys(lines, "waiting"))
        return OK

    def _problems(self, slug: str, lines: Iterable[int]) -> Codes:
        state = self.state(slug)
        if state not in MAY_REVIEW:
            return Codes({f"header.committee.{state.lower()}"})
        held = {
            line
            for (batch, line), title in self.titles.items()
            if self.batches[batch].slug == slug and title.standing in LIVING
        }
        under_way = {
            line
            for batch in self.batches.values()
            for line, row in batch.rows.items()
            if batch.slug == slug and row != "minted"
        }
        return Codes(
            "row.already-holds" if line in held else "row.in-another-batch"
            for line in lines
            if line in held or line in under_way
        )

    def again(self, batch: int) -> Codes:
        return self.batches[batch].problems

    def release(self, batch: int, *, persons: int) -> Codes:
        if short := self._too_few("release", persons):
            return short
        if self.batches[batch].state != "HELD":
            return Codes({"lifecycle.batch"})
        self.batches[batch].state = "ADMITTED"
        return OK

    def notice(
        self, batch: int, kind: str, closed: date, objections: frozenset[int], *, at: datetime
    ) -> Codes:
        found = self.batches[batch]
        if kind == SHORT:
            return Codes({"notice.too-short"})
        if kind == EARLY:
            return Codes({"notice.before-decision"})
        if objections - set(found.rows):
            return Codes({"notice.unknown-row"})
        if found.state not in ("ADMITTED", "NOTICED"):
            return Codes({"lifecycle.batch"})
        found.state = "NOTICED"
        found.notices.append((at, closed, objections))
        return OK

    def confirm(
        self, batch: int, withheld: frozenset[int], published: date, *, today: date, persons: int
    ) -> Codes:
        if short := self._too_few("confirm", persons):
            return short
        found = self.batches[batch]
        if found.state not in ("NOTICED", "CONFIRMED", "MINTED"):
            return Codes({"lifecycle.batch"})
        _, closed, objections = max(found.notices, key=lambda each: each[:2])
        wrong = {
            "confirm.notice-open": today <= closed,
            "confirm.before-notice": published <= closed,
            "confirm.future": published > today,
            "confirm.objection": bool(objections - withheld) and not found.published,
        }
        for code, is_wrong in wrong.items():
            if is_wrong:
                return Codes({code})
        going = [line for line, row in found.rows.items() if row == "waiting"]
        going = [line for line in going if line not in withheld]
        if not going:
            return Codes({"confirm.nothing"})
        found.rows.update(dict.fromkeys(going, "released"))
        found.published = True
        found.state = "CONFIRMED"
        return OK

    def mint(self, batch: int, *, at: datetime) -> list[TitleKey]:
        """The titles that are new; it is never refused."""
        found = self.batches[batch]
        made = sorted(line for line, row in found.rows.items() if row == "released")
        for line in made:
            found.rows[line] = "minted"
            self.titles[batch, line] = Held(at)
        if found.state == "CONFIRMED":
            found.state = "MINTED"
        return [(batch, line) for line in made]

    # -- titles -----------------------------------------------------------------------------------

    def order(self, title: TitleKey, slug: str, *, persons: int) -> Codes:
        """A committee orders a title to be taken back: its own alone."""
        if persons < 2:
            return Codes({"envelope.threshold"})
        return OK if self.batches[title[0]].slug == slug else Codes({"revoke.committee"})

    def act(self, event: str, title: TitleKey, *, persons: int) -> Codes:
        """Suspend or reinstate."""
        return self._too_few(event, persons) or self._move(event, title)

    def revoke(
        self, title: TitleKey, cause: str, *, persons: int, order_fits: bool = True
    ) -> Codes:
        if short := self._too_few("revoke", persons):
            return short
        if not order_fits:
            return Codes({"revoke.order"})
        refused = self._move("cancel" if cause in CANCELLING else "revoke", title)
        if not refused and cause == "IMPROPER_MEANS":
            self.on_record.add(title[1])
        return refused

    def _move(self, event: str, title: TitleKey) -> Codes:
        held = self.titles[title]
        after = self.moves.get((held.standing, event))
        if after is None:
            return Codes({"lifecycle.title"})
        held.standing = after
        return OK

    def _too_few(self, act: str, persons: int) -> Codes:
        return OK if persons >= self.people[act] else Codes({"envelope.threshold"})

    # -- committees -------------------------------------------------------------------------------

    def state(self, slug: str) -> str:
        return self.committees[slug][-1][1]

    def supervise(self, slug: str, state: str, *, persons: int, at: datetime) -> Codes:
        if short := self._too_few("committee", persons):
            return short
        if self.state(slug) == "WITHDRAWN":
            return Codes({"committee.final"})
        if any(each.received == at for each in self.batches.values() if each.slug == slug):
            at += timedelta(seconds=1)  # what came in this second came before
        self.committees[slug].append((at, state))
        return OK

    # -- strangers --------------------------------------------------------------------------------

    def verdict(self, title: TitleKey, form: str) -> str:
        """What a stranger is told of a certificate that is shown in a form."""
        held, slug = self.titles[title], self.batches[title[0]].slug
        if held.standing != "VALID" or self.state(slug) in MAY_REVIEW:
            return held.standing
        if form == "offline" and self._state_at(slug, held.made) not in MAY_REVIEW:
            return "CANNOT_TELL"  # it has no room to say when its batch was received
        return "VALID_AUTH_WITHDRAWN"

    def _state_at(self, slug: str, moment: datetime) -> str:
        """What was last said of a committee by a moment."""
        return [state for at, state in self.committees[slug] if at <= moment][-1]
