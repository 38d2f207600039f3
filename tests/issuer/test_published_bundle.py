"""The published bundle is opened when it changed, and what was opened last is not forgotten."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from issuer import published_bundle
from issuer.published_bundle import PublishedBundle

AT = datetime(2025, 7, 1, tzinfo=UTC)


class Opening:
    """Stands for `open_bundle`; notes what it was asked and hands out numbered bundles."""

    def __init__(self):
        self.asked = []

    def __call__(self, data, anchor, *, at, memory, rules):  # noqa: ARG002
        self.asked.append((data, memory))
        ends = SimpleNamespace(expires_at=AT + timedelta(days=1))
        return SimpleNamespace(anchor_list=ends, authorities={}, seen=len(self.asked))


@pytest.fixture
def published(tmp_path, monkeypatch):
    opening = Opening()
    monkeypatch.setattr(published_bundle, "open_bundle", opening)
    clock = SimpleNamespace(now=AT)
    path = tmp_path / "bundle.json"
    path.write_bytes(b"one")
    return SimpleNamespace(
        opening=opening,
        clock=clock,
        path=path,
        bundle=PublishedBundle(path, None, clock=lambda: clock.now),
    )


def test_a_bundle_is_opened_once_until_its_file_changes(published):
    first = published.bundle.current()
    assert published.bundle.current() is first
    published.path.write_bytes(b"two!")
    assert published.bundle.current() is not first
    assert [data for data, _ in published.opening.asked] == [b"one", b"two!"]


def test_a_file_of_the_same_size_and_name_is_seen_to_be_another(published):
    published.bundle.current()
    other = published.path.with_name("new")
    other.write_bytes(b"eno")
    os.utime(other, ns=(1, 1))
    other.replace(published.path)
    published.bundle.current()
    assert [data for data, _ in published.opening.asked] == [b"one", b"eno"]


def test_what_was_seen_before_is_held_against_the_next_bundle(published):
    published.bundle.current()
    published.path.write_bytes(b"older")
    published.bundle.current()
    assert [memory for _, memory in published.opening.asked] == [None, 1]


def test_a_bundle_whose_trust_list_ran_out_is_opened_again_and_so_refused(published):
    published.bundle.current()
    published.clock.now = AT + timedelta(days=1)
    published.bundle.current()
    assert len(published.opening.asked) == 2


def test_without_a_published_bundle_nothing_is_said(published):
    published.path.unlink()
    with pytest.raises(FileNotFoundError):
        published.bundle.current()


def test_what_was_opened_last_is_kept_while_nothing_can_be_read(published):
    assert published.bundle.last() is None
    opened = published.bundle.current()
    published.path.unlink()
    with pytest.raises(FileNotFoundError):
        published.bundle.current()
    assert published.bundle.last() is opened
