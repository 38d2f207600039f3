"""An application over parts in memory: a record of one certificate, a registrar that is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest

from issuer.app import build_app
from issuer.config import Config, InstanceIdentity
from issuer.lifecycle import BatchState
from issuer.parts import Parts
from issuer.registrar.decisions_desk import Done
from issuer.registrar.reception import BatchStatus, Receipt
from keys.encoding import sha256
from keys.errors import Untrusted
from tests.verifier.sample import CERTIFICATE, HOST, ISSUER
from tests.verifier.verdicts import CODE, NOW, TEXT, verdict_of
from verifier import wire
from verifier.acts import Cause, RevocationOrder
from verifier.decision import Decision, Suspend
from verifier.verdict import VerdictCode
from verifier.web import desk

IDENTITY = InstanceIdentity(
    entity=ISSUER,
    host=HOST,
    region="371000",
    name="威海市人力资源和社会保障局（示例）",
    anchor="https://anchor.example",
    contact="0631-0000000",
)
CHECK_CODE = "7M4K2X"
DIGEST = sha256(b"batch")
STATUS = BatchStatus(
    batch=DIGEST,
    number="2025-1",
    state=BatchState.ADMITTED,
    received_at=NOW,
    row_count=3,
    rows={"ADMITTED": 3},
    problems=(),
)


@dataclass
class Records:
    """The public record of one certificate."""

    asked: list[tuple[str, str, str]] = field(default_factory=list)

    def find(self, code):
        return TEXT if code == CODE else None

    def holds(self, code):
        return code == CODE

    def find_by_door(self, number, *, name, check_code):
        self.asked.append((number, name, check_code))
        known = (CERTIFICATE.certificate_no, CERTIFICATE.name, CHECK_CODE)
        return CODE if (number, name, check_code) == known else None

    def reachable(self):
        pass

    def last_bundle(self):
        return None

    def current_bundle(self):
        # Another one each time, so that nothing is kept from one request to the next.
        return SimpleNamespace(
            anchor_list=SimpleNamespace(expires_at=NOW),
            authorities={},
            authority=_unknown,
            hosts=lambda: {HOST},
        )


def _unknown(entity):
    raise Untrusted("key.unknown-issuer", issuer=entity)


@dataclass
class Registrar:
    """Notes what it is asked; raises `refusal` when there is one."""

    asked: list[tuple[str, object]] = field(default_factory=list)
    refusal: Exception | None = None
    new: bool = True

    def _note(self, what, given):
        self.asked.append((what, given))
        if self.refusal:
            raise self.refusal

    def receive(self, data, *, at):  # noqa: ARG002
        self._note("receive", data)
        return Receipt(STATUS, "a.signed.receipt", self.new)

    def declare(self, sealed, *, at):  # noqa: ARG002
        self._note("declare", sealed)
        return STATUS

    def decide(self, sealed, *, at):  # noqa: ARG002
        self._note("decide", sealed)
        act = Suspend(CERTIFICATE.certificate_no, "威人社函〔2025〕1号")
        return Done(Decision(ISSUER, NOW, "2025-7", act), new=True)

    def order(self, sealed, *, at):  # noqa: ARG002
        self._note("order", sealed)
        return RevocationOrder(
            ISSUER, ISSUER, NOW, "C-1", CERTIFICATE.certificate_no, Cause.ERROR, "文", NOW.date()
        )

    def batch_status(self, sealed, *, at):  # noqa: ARG002
        self._note("batch_status", sealed)
        return STATUS

    def batch_state(self, digest):
        self._note("batch_state", digest)
        return STATUS


@dataclass
class Ticking:
    """A monotonic clock that a test turns."""

    now: float = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def records():
    return Records()


@pytest.fixture
def registrar():
    return Registrar()


@pytest.fixture
def ticking():
    return Ticking()


@pytest.fixture
def app_of(tmp_path, records, registrar, ticking, monkeypatch):
    """Builds the application of a surface; the judge finds every certificate valid."""

    def judge(text, *_):
        if text != TEXT:
            wire.read(text)
        return verdict_of(VerdictCode.VALID)

    monkeypatch.setattr(desk, "verify", judge)

    def build(surface="all", *, checks=None, **settings):
        config = Config.from_env(
            {
                "ZC_INSTANCE": str(tmp_path),
                "ZC_SURFACE": surface,
                "ZC_TRUSTED_PROXIES": "10.9.0.0/16",
                **settings,
            }
        )
        office = registrar if surface in ("all", "office") else None
        parts = Parts(
            IDENTITY,
            records=records,
            registrar=office,
            checks=checks or {},
            clock=lambda: NOW,
            monotonic=ticking,
        )
        return build_app(config, parts)

    return build


@pytest.fixture
def client(app_of):
    return app_of().test_client()
