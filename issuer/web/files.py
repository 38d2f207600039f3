"""Checking files over HTTP: a PDF or a picture in, a verdict out, nothing kept.

A file comes as the body of a POST, goes through a pipe to a child process that takes it apart,
and is forgotten; it never stands on a disk, and neither its name nor its words in a log. Reading
one takes about a second of a processor, so only a few are read at a time; who waits too long is
asked to come again. Files that lead to nothing count against a network, those that are checked
do not: an office that checks a whole folder is never held up.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from http import HTTPStatus
from io import BytesIO
from threading import BoundedSemaphore
from typing import IO, Final

from flask import Request, Response, request

from issuer.public_records import PublicRecords
from issuer.web.limits import FileLimits
from issuer.web.problems import Trouble
from issuer.web.verifications import too_many
from keys.errors import CredentialError, Malformed
from verifier.files.apart import open_file
from verifier.files.findings import FileVerdict
from verifier.files.found import Found
from verifier.files.judging import judge
from verifier.files.sources import Records
from verifier.unconfirmed import LISTS, RECORDS, unconfirmed
from verifier.verdict import Verdict, VerdictCode
from verifier.web import VerifyDesk
from verifier.web.files import FilePages

AT_ONCE: Final = max(1, (os.cpu_count() or 1) // 2)
LONGEST_WAIT: Final = 20
"""Seconds in which a place among the readers must come free."""
FIELD: Final = "file"


class InMemory(Request):
    """A request whose uploaded files stay in memory; routes say how large a body may be."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        del total_content_length, content_type, filename, content_length
        return BytesIO()


@dataclass(frozen=True, slots=True)
class FileChecks:
    """The routes.

    Attributes:
        network: The network that the running request comes from.
    """

    desk: VerifyDesk
    records: PublicRecords
    limits: FileLimits
    network: Callable[[], str]
    _places: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(AT_ONCE))

    def views(self) -> dict[str, Callable[..., Response]]:
        """The routes by endpoint."""
        return {"files.check": self.check, "files.upload": self.upload}

    def check(self) -> Response:
        """POST /api/v1/verifications/file."""
        return FilePages(self.desk).state(self._told(request.get_data(cache=False)))

    def upload(self) -> Response:
        """POST /verify/file: the form of the start page."""
        # The form has two ways to choose a file; the one that was not used sends an empty one.
        data = next(filter(None, (each.read() for each in request.files.getlist(FIELD))), b"")
        if not data:
            raise Malformed("file.none")
        followed: set[str] = set()
        told = self._told(data, followed)
        only = followed.pop() if len(followed) == 1 else None
        return FilePages(self.desk).show(told, code=only)

    def _told(self, data: bytes, followed: set[str] | None = None) -> FileVerdict:
        """The verdict on a file.

        Args:
            followed: Gets every code that led to a record of this host.
        """
        network = self.network()
        wait = self.limits.wait(network=network)
        if wait:
            raise too_many(wait)
        try:
            with _held(self._places):
                found = open_file(data)
        except Malformed:
            self.limits.failed(network=network)
            raise
        told = self._seen(self._judged(found, data, set() if followed is None else followed))
        if told.verdict.code is VerdictCode.CANNOT_TELL and told.on_record is None:
            self.limits.failed(network=network)
        return told

    def _judged(self, found: Found, data: bytes, followed: set[str]) -> FileVerdict:
        """By the published lists; where they cannot be read by those of before, never green."""
        at, host = self.desk.clock(), self.desk.site.host
        records = Records(host, partial(self._follow, followed))
        try:
            bundle = self.records.current_bundle()
        except (CredentialError, OSError):
            last = self.records.last_bundle()
            if last is None:
                record = self.desk.service_problem().verdict
                return FileVerdict(found.kind, found.pages, record, (), sealed=False)
            return _unseen(judge(found, data, bundle=last, at=at, records=records), LISTS)
        return judge(found, data, bundle=bundle, at=at, records=records)

    def _follow(self, followed: set[str], code: str) -> Verdict:
        answer = self.desk.judge_code(code)
        if answer.code is not None:
            followed.add(answer.code)
        return answer.verdict

    def _seen(self, told: FileVerdict) -> FileVerdict:
        """The same, unless our own records cannot be asked: then it is never green."""
        try:
            self.records.reachable()
        except CredentialError:
            return _unseen(told, RECORDS)
        return told


def _unseen(told: FileVerdict, reason: str) -> FileVerdict:
    """As `unconfirmed`; a file that leads to no certificate has nothing to confirm."""
    if told.on_record is None:
        return told
    return replace(told, record=unconfirmed(told.record, reason))


@contextmanager
def _held(places: BoundedSemaphore) -> Iterator[None]:
    """One of the places among the readers.

    Raises:
        Trouble: "file.busy".
    """
    if not places.acquire(timeout=LONGEST_WAIT):
        raise Trouble(
            "file.busy",
            HTTPStatus.TOO_MANY_REQUESTS,
            more={"retry_after": LONGEST_WAIT},
            headers={"Retry-After": str(LONGEST_WAIT)},
        )
    try:
        yield
    finally:
        places.release()
