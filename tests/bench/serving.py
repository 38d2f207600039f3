"""Rows 3 and 4: answers over HTTP, against a bare Flask route on the same server.

Both servers run the whole time, with as many processes and threads as `zc-issuer serve` has, and
share the machine with the load: wrk, one thread, 16 connections. Rates are compared, and the time
within which 99 of 100 answers came; "of CPU" is what the server's own processes used.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.apart import Taken
from tests.bench.office import Business, a_list, open_for_business
from tests.bench.rounds import LeftOut, Line, Row

PEER = 'bare Flask "ok"'
GOAL_HOT, GOAL_FIRST, GOAL_POSTED, GOAL_P99 = 0.70, 0.40, 0.30, 2.0
CONNECTIONS, SECONDS, HOT = 16, 3, 200
STARTING = 120  # seconds that a server may take on a busy machine
VERIFY = "/api/v1/verifications"


@dataclass(frozen=True)
class Load:
    """What is asked for, in turn: paths, or bodies for one path."""

    name: str
    goal: float | None
    which: str
    paths: Sequence[str] = ()
    bodies: Sequence[str] = ()

    def script(self) -> str:
        """The same for wrk."""
        listed = ",".join(json.dumps(each) for each in self.paths or self.bodies)
        ask = (
            'wrk.format("GET", all[i % #all + 1])'
            if self.paths
            else f'wrk.format("POST", "{VERIFY}", {{["Content-Type"]="application/json"}}, '
            "all[i % #all + 1])"
        )
        return (
            f"local all = {{{listed}}}\nlocal i = 0\n"
            f"request = function() i = i + 1; return {ask} end\n"
        )


@dataclass(frozen=True)
class Served:
    """A running server."""

    url: str
    pid: int

    def spent(self) -> float:
        """Seconds of processor time that it and its workers have used."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return sum(map(_spent, [self.pid, *map(int, children)]))


def _spent(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


BARE = Load("bare", None, "bare", paths=["/"])


def serving(rows: int, *, rounds: int, workers: int) -> list[Line]:
    """The rows; without wrk none of them can be measured."""
    if shutil.which("wrk") is None:
        return [LeftOut("3 /v/<code> and 4 posted", PEER, None, "install wrk (Debian: wrk)")]
    with TemporaryDirectory(prefix="zc-bench-") as folder, ExitStack() as stack:
        world = Path(folder)
        loads = _loads(_fill(world, rows, workers=workers))
        for load in (BARE, *loads):
            (world / f"{load.name}.lua").write_text(load.script(), "utf-8")
        kinds = {"bare", *(load.which for load in loads)}
        at = {
            kind: stack.enter_context(_server(kind, world, workers=workers))
            for kind in sorted(kinds)
        }
        return [row for load in loads for row in _measured(load, world, at, rounds=rounds)]


def _loads(shown: Sequence[tuple[str, str]]) -> list[Load]:
    codes = [link.partition("/v/")[2].partition("#")[0] for _, link in shown]
    as_json = [f"/v/{code}?format=json" for code in codes]
    posted = [json.dumps({"credential": text}) for text, _ in shown]
    return [
        Load("3 JSON by code, seen before", GOAL_HOT, "whole", paths=as_json[:HOT]),
        Load("3 page by code, seen before", GOAL_FIRST, "whole",
             paths=[f"/v/{code}" for code in codes[:HOT]]),
        Load("3 JSON by code, first sight", GOAL_FIRST, "forgetful", paths=as_json),
        Load("4 posted credential", GOAL_POSTED, "whole", bodies=posted),
        Load("4 posted QR text", None, "whole",
             bodies=[json.dumps({"qr": link}) for _, link in shown]),
    ]  # fmt: skip


def _measured(load: Load, world: Path, at: dict[str, Served], *, rounds: int) -> list[Row]:
    rate = Row(load.name, PEER, load.goal, 1)
    slow = Row(f"{load.name}, p99", PEER, GOAL_P99 if load.goal else None, 1, falling=True)
    _wrk(load, at[load.which].url, world)  # nobody's first requests count
    for number in range(rounds):
        sides = [(load, rate.ours, slow.ours), (BARE, rate.theirs, slow.theirs)]
        for one, rates, slowest in reversed(sides) if number % 2 else sides:
            before = at[one.which].spent()
            per_second, p99 = _wrk(one, at[one.which].url, world)
            spent = at[one.which].spent() - before
            rates.append(Taken(SECONDS, spent, 0.0, work=max(1, round(per_second * SECONDS))))
            slowest.append(Taken(p99, 0.0, 0.0))
    return [rate, slow]


def _wrk(load: Load, url: str, world: Path) -> tuple[float, float]:
    """Answers a second, and seconds within which 99 of 100 came."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency"]
    command += ["-s", str(world / f"{load.name}.lua"), url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in said, said
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    p99 = re.search(r"(?m)^\s+99%\s+([\d.]+)(us|ms|s)\s*$", said)
    assert rate, said
    assert p99, said
    return float(rate[1]), float(p99[1]) * {"us": 1e-6, "ms": 1e-3, "s": 1.0}[p99[2]]


def _fill(world: Path, rows: int, *, workers: int) -> list[tuple[str, str]]:
    """An office that has published, in a folder that `served` opens."""
    with open_for_business() as authority:
        business = Business(authority)
        business.whole(a_list(rows), workers=workers)
        shown = list(business.shown())
        authority.office.engine.dispose()
        database = Path(str(authority.office.engine.url.database))
        shutil.copy(database, world / "office.db")
        shutil.copytree(authority.office.public_dir, world / "public")
        (world / "anchor.json").write_bytes(authority.office.anchor.to_bytes())
        return shown


@contextmanager
def _server(which: str, world: Path, *, workers: int) -> Iterator[Served]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.served", which, str(world), str(port), str(workers)],
        stdout=subprocess.DEVNULL,
    )
    try:
        for _ in range(STARTING * 10):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        else:
            raise TimeoutError(f"{which} does not answer after {STARTING} s")
        yield Served(f"http://127.0.0.1:{port}", process.pid)
    finally:
        process.terminate()
        process.wait(20)
