"""What happened in the example, read from `story.toml` into types."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from typing import Any, Final

from issuer.filing import filing_of
from verifier.acts import Cause
from verifier.committee import CommitteeAuthority
from verifier.titles import Method

FOLDER: Final = files("issuer.example")


@dataclass(frozen=True, slots=True)
class CommitteeStory:
    """A committee that joins: its filing, its people, the decision that lets it in."""

    slug: str
    authority: CommitteeAuthority
    people: tuple[str, ...]
    decision: str
    joined: datetime


@dataclass(frozen=True, slots=True)
class NoticeStory:
    """Where and when a batch was shown."""

    place: str
    posted_on: date
    closed_on: date


@dataclass(frozen=True, slots=True)
class BatchStory:
    """A batch from the meeting to its publication.

    Attributes:
        unchecked: Signed by a desk that skipped its own checks; the office refuses it.
    """

    list_name: str
    committee: str
    number: str
    method: Method
    decided_on: date
    applied: int
    reviewed: int
    standards: tuple[str, ...]
    signed: datetime
    received: datetime
    unchecked: bool
    notice: NoticeStory | None
    confirmed: datetime | None
    document_no: str | None
    published_on: date | None


@dataclass(frozen=True, slots=True)
class ActStory:
    """A title taken back or suspended.

    Attributes:
        kind: "revoke" or "suspend".
        ordered_by: Slug of the committee that ordered it; None when the office acted alone.
    """

    kind: str
    batch: str
    name: str
    document_no: str
    at: datetime
    cause: Cause | None
    decided_on: date | None
    ordered_by: str | None
    order_no: str | None
    order_document: str | None


@dataclass(frozen=True, slots=True)
class Story:
    """All of it, in order."""

    anchor: str
    entity: str
    name: str
    region: str
    founded: datetime
    committees: tuple[CommitteeStory, ...]
    batches: tuple[BatchStory, ...]
    acts: tuple[ActStory, ...]

    @property
    def host(self) -> str:
        """Official host of the authority."""
        return self.entity.removeprefix("https://")


def read_story() -> Story:
    """The story of the example."""
    told = tomllib.loads(FOLDER.joinpath("story.toml").read_text("utf-8"))
    authority = told["authority"]
    return Story(
        anchor=told["anchor"]["entity"],
        entity=authority["entity"],
        name=authority["name"],
        region=authority["region"],
        founded=authority["founded"],
        committees=tuple(_committee(each, authority["entity"]) for each in told["committee"]),
        batches=tuple(map(_batch, told["batch"])),
        acts=tuple(map(_act, told["act"])),
    )


def list_lines(name: str) -> list[list[str]]:
    """The lines of a committee's list, headings first."""
    text = FOLDER.joinpath("lists", f"{name}.csv").read_text("utf-8")
    return [line.split(",") for line in text.splitlines()]


# TOML comes untyped; these three functions are where it gets its types.
def _committee(told: Mapping[str, Any], authority: str) -> CommitteeStory:
    told = dict(told)
    people, decision, joined = (told.pop(name) for name in ("people", "decision", "joined"))
    return CommitteeStory(
        slug=told["slug"],
        authority=filing_of(told, authority=authority),
        people=tuple(people),
        decision=decision,
        joined=joined,
    )


def _batch(told: Mapping[str, Any]) -> BatchStory:
    notice = told.get("notice")
    return BatchStory(
        list_name=told["list"],
        committee=told["committee"],
        number=told["number"],
        method=Method(told["method"]),
        decided_on=told["decided_on"],
        applied=told["applied"],
        reviewed=told["reviewed"],
        standards=tuple(told["standards"]),
        signed=told["signed"],
        received=told["received"],
        unchecked=told.get("unchecked", False),
        notice=NoticeStory(**notice) if notice else None,
        confirmed=told.get("confirmed"),
        document_no=told.get("document_no"),
        published_on=told.get("published_on"),
    )


def _act(told: Mapping[str, Any]) -> ActStory:
    return ActStory(
        kind=told["kind"],
        batch=told["batch"],
        name=told["name"],
        document_no=told["document_no"],
        at=told["at"],
        cause=Cause(told["cause"]) if "cause" in told else None,
        decided_on=told.get("decided_on"),
        ordered_by=told.get("ordered_by"),
        order_no=told.get("order_no"),
        order_document=told.get("order_document"),
    )
