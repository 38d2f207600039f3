"""Asks an outside clock to vouch that a seal existed at a moment.

The one place of this office that opens a connection to somebody else, and only where an operator
named the address. What is sent is a digest and a random number. The answer is bounded in time and
size, no redirect is followed, and a stamp over anything else than what was asked is refused.

Whether the clock itself is to be believed is for whoever reads the file. Follows RFC 3161 (the
protocol; 2.4.2 lists what the asker must check) and RFC 5816.
"""

from __future__ import annotations

import threading
from asyncio import to_thread
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import SHUT_RDWR
from typing import Final
from urllib.parse import urlsplit

from asn1crypto import cms, tsp
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext

from keys.errors import Unavailable

SECONDS: Final = 5.0
"""For the whole exchange, from the first packet to the last."""
MAX_ANSWER_BYTES: Final = 10 * 1024  # with a chain of certificates a stamp has 2 to 8 KiB
_QUERY: Final = "application/timestamp-query"
_REPLY: Final = "application/timestamp-reply"


class Stamper(TimeStamper):
    """A time-stamping authority at an address, asked once for each seal.

    Args:
        url: As `stamping_address` lets it pass.
        required: Whether a seal without a stamp is worse than none.
    """

    def __init__(self, url: str, *, required: bool) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.url: Final = url
        self.required: Final = required

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """A stamp over a digest.

        Raises:
            Unavailable: "seal.stamp.unreachable" (`host`) when nobody answers in time,
                "seal.stamp.answer" (`host`) when the answer is no stamp over this digest.
        """
        host = urlsplit(self.url).hostname or ""
        try:
            stamp = await super().async_timestamp(message_digest, md_algorithm)
            await _demand_over(stamp, message_digest, md_algorithm)
        except TimestampRequestError as error:
            raise Unavailable("seal.stamp.answer", host=host) from error
        except (OSError, HTTPException) as error:
            raise Unavailable("seal.stamp.unreachable", host=host) from error
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            # Over some wrong answers the library trips instead of refusing them.
            raise Unavailable("seal.stamp.answer", host=host) from error
        return stamp

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """The answer to a request, not looked at yet."""
        return tsp.TimeStampResp.load(await to_thread(_posted, self.url, req.dump()), strict=True)


async def _demand_over(stamp: cms.ContentInfo, digest: bytes, algorithm: str) -> None:
    """Whether the stamp is over the digest, and its own signature holds."""
    signed = stamp["content"]
    # Whoever it names is taken at its word, and nothing is fetched: the arithmetic alone counts.
    named = [each.chosen for each in signed["certificates"]]
    context = ValidationContext(trust_roots=named, allow_fetching=False)
    found = await validate_tst_signed_data(
        signed, context, lambda used: digest if used == algorithm else b""
    )
    if not (found["intact"] and found["valid"]):
        raise ValueError("a stamp over something else")


def _posted(url: str, body: bytes) -> bytes:
    """The body of the answer; OSError, HTTPException or TimestampRequestError for none."""
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=SECONDS)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"Content-Type": _QUERY, "Accept": _REPLY, "Connection": "close"}
    with _in_time(connection):
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        content = answer.read(MAX_ANSWER_BYTES + 1)
    said = answer.headers.get_content_type()
    if answer.status != HTTPStatus.OK or said != _REPLY or len(content) > MAX_ANSWER_BYTES:
        raise TimestampRequestError(f"status {answer.status}, {len(content)} bytes")
    return content


@contextmanager
def _in_time(connection: HTTPConnection) -> Iterator[None]:
    """The whole exchange is over in SECONDS; TimeoutError where it was cut.

    A socket's own limit starts again with each packet, and a slow sender would never meet it.
    """
    late = threading.Event()

    def cut() -> None:
        late.set()
        if connection.sock is not None:
            with suppress(OSError):
                connection.sock.shutdown(SHUT_RDWR)

    watch = threading.Timer(SECONDS, cut)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()
        connection.close()
    if late.is_set():
        raise TimeoutError
