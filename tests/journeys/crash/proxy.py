"""Between an office and its PostgreSQL: passes everything on, and cuts where it is told to.

A cut takes the whole connection, once; whoever connects again is served. It can fall on a commit
before the server sees it or after the server has done it and before the client hears of it, or
after so many bytes of answers.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from sqlalchemy import URL, make_url

ASKED = b"COMMIT\x00"
DONE = b"C\x00\x00\x00\x0bCOMMIT\x00"  # CommandComplete
_CHUNK = 65536


@dataclass(frozen=True)
class Cut:
    """Where: at the n-th commit, from 1, asked for or done; or after the n-th byte answered."""

    what: str
    n: int


@dataclass
class Proxy:
    """Passes on; counts commits asked for and done, and bytes answered."""

    server: tuple[str, int]
    cut: Cut | None = None
    seen: dict[str, int] = field(default_factory=lambda: {"asked": 0, "done": 0, "bytes": 0})
    cuts: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _listening: socket.socket = field(
        default_factory=lambda: socket.create_server(("127.0.0.1", 0))
    )
    _open: list[socket.socket] = field(default_factory=list)

    @property
    def port(self) -> int:
        port: int = self._listening.getsockname()[1]
        return port

    def serve(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            upstream = socket.create_connection(self.server)
            for each in (client, upstream):
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open += [client, upstream]
            for one, other, answers in ((client, upstream, False), (upstream, client, True)):
                threading.Thread(target=self._pass, args=(one, other, answers), daemon=True).start()

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for each in self._open:
            each.close()

    def _pass(self, one: socket.socket, other: socket.socket, answers: bool) -> None:
        with suppress(OSError):
            while data := one.recv(_CHUNK):
                kept, cut = self._judged(data, answers=answers)
                other.sendall(kept)
                if cut:
                    break
        for each in (one, other):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _judged(self, data: bytes, *, answers: bool) -> tuple[bytes, bool]:
        """What is still passed on of some bytes, and whether the connection is cut then."""
        with self._lock:
            counted = [("done", data.count(DONE)), ("bytes", len(data))]
            for what, more in counted if answers else [("asked", data.count(ASKED))]:
                before, self.seen[what] = self.seen[what], self.seen[what] + more
                cut = self.cut
                if cut and cut.what == what and before < cut.n <= before + more:
                    self.cut, self.cuts = None, self.cuts + 1
                    return data[: cut.n - before] if what == "bytes" else b"", True
        return data, False


@contextmanager
def between(url: str, cut: Cut | None = None) -> Iterator[tuple[Proxy, str]]:
    """A proxy before the database of an address, and the address through it."""
    address: URL = make_url(url)
    proxy = Proxy((address.host or "127.0.0.1", address.port or 5432), cut)
    accepting = threading.Thread(target=proxy.serve, daemon=True)
    accepting.start()
    through = address.set(host="127.0.0.1", port=proxy.port)
    through = through.update_query_dict({"sslmode": "disable", "gssencmode": "disable"})
    try:
        yield proxy, through.render_as_string(hide_password=False)
    finally:
        proxy.close()
        accepting.join()
