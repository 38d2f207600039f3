"""Peers: other people's implementations, which issue and verify the same certificates as we do.

A peer is started once, in as many processes as it may have, and measures itself; see
`peers/line.py`. How many certificates it takes in a round is found out beforehand, so that a
round takes seconds for the quick and for the slow.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from keys.encoding import unb64
from tests.bench.apart import Taken
from tests.bench.installing import PEERS, NotInstalled, node_room, python_of
from tests.bench.office import Business, a_list, open_for_business
from tests.bench.rounds import LeftOut, Row, Side

SECONDS: Final = 1.0  # of a round, about
_WARM: Final = 24  # certificates before anything is measured
_PEOPLE: Final = 40  # different sets of facts that a peer is given

Facts = dict[str, Any]


@dataclass(frozen=True)
class Program:
    """One peer.

    Attributes:
        name: As the table has it.
        file: In `peers/`; one in Python has a lock of the same name.
        mint, verify: The ratio to reach against it; None where none is set.
        verifies: Whether it can verify at all.
    """

    name: str
    file: str
    mint: float | None = None
    verify: float | None = None
    verifies: bool = True


PROGRAMS: Final = (
    Program("sd-jwt reference, Python", "sd_jwt_reference.py", mint=1.0, verify=2.5),
    Program("@digitalbazaar/vc, eddsa-rdfc-2022", "data_integrity.mjs", mint=5.0, verify=8.0),
    Program("cert-issuer, Blockcerts v3", "blockcerts.py", mint=10.0, verifies=False),
    Program("@sd-jwt/sd-jwt-vc, Node", "sd_jwt_vc.mjs"),
    Program("jose, plain JWT, Node", "jose.mjs"),
)


@dataclass
class Peers:
    """The peers that are asked for, started when they are first needed."""

    processes: int
    stack: ExitStack
    _started: dict[str, Running | NotInstalled] = field(default_factory=dict)

    def contests(
        self, doing: str, name: str, work: int, *, processes: int
    ) -> Iterator[tuple[Row, Side] | LeftOut]:
        """A row and their side for each peer; "issue" or "verify"."""
        for program in PROGRAMS:
            if doing == "verify" and not program.verifies:
                continue
            goal = program.mint if doing == "issue" else program.verify
            running = self._running(program)
            if isinstance(running, NotInstalled):
                yield LeftOut(name, program.name, goal, str(running))
                continue
            running.warm(doing, processes)
            peer = program.name if processes == 1 else f"{program.name}, {processes} processes"
            yield Row(name, peer, goal, work), running.side(doing, processes)

    def _running(self, program: Program) -> Running | NotInstalled:
        if program.name not in self._started:
            try:
                started = self._start(program)
            except NotInstalled as reason:
                self._started[program.name] = reason
            else:
                self._started[program.name] = started
        return self._started[program.name]

    def _start(self, program: Program) -> Running:
        if program.file.endswith(".py"):
            python = python_of(program.file.replace(".py", ".lock"))
            command, folder = [str(python), str(PEERS / program.file)], PEERS
        else:
            folder = node_room()
            command = ["node", program.file]
        opened = [
            self.stack.enter_context(
                subprocess.Popen(
                    command,
                    cwd=folder,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    text=True,
                )
            )
            for _ in range(self.processes)
        ]
        running = Running(opened)
        running.tell(self._people)
        return running

    @cached_property
    def _people(self) -> list[Facts]:
        """What our own certificates say of so many people."""
        with open_for_business() as authority:
            business = Business(authority)
            business.whole(a_list(_PEOPLE), workers=1)
            return [facts_of(credential) for credential, _ in business.shown()]


@contextmanager
def peers(processes: int) -> Iterator[Peers]:
    """Peers that end with the block."""
    with ExitStack() as stack:
        yield Peers(processes, stack)


def facts_of(credential: str) -> Facts:
    """What a certificate says in clear, and what a holder may show or withhold.

    A peer looks up no status: where its own library would fetch the list each time, the entry
    has another name.
    """
    jwt, *disclosures = credential.partition("\n")[0].split("~")
    plain = json.loads(unb64(jwt.split(".")[1]))
    plain["status_entry"] = plain.pop("status")
    hidden = ("_sd", "_sd_alg")
    selective = [json.loads(unb64(each)) for each in disclosures if each]
    return {
        "plain": {name: value for name, value in plain.items() if name not in hidden},
        "selective": {name: value for _salt, name, value in selective},
    }


@dataclass
class Running:
    """A started peer, in one or more processes."""

    processes: Sequence[subprocess.Popen[str]]
    _work: dict[tuple[str, int], int] = field(default_factory=dict)

    def tell(self, people: list[Facts]) -> None:
        for each in self.processes:
            self._write(each, people)

    def warm(self, doing: str, processes: int) -> None:
        """Let it run in, and find out how many certificates take it `SECONDS`."""
        for _ in range(2):
            taken = self._round(doing, _WARM, processes=processes)
        rate = _WARM / taken.seconds
        self._work[doing, processes] = max(_WARM, int(rate * SECONDS))

    def side(self, doing: str, processes: int) -> Side:
        return lambda: self._round(doing, self._work[doing, processes], processes=processes)

    def _round(self, doing: str, each: int, *, processes: int) -> Taken:
        asked = self.processes[:processes]
        for process in asked:
            self._write(process, {"do": doing, "n": each})
        said = [json.loads(self._read(process)) for process in asked]
        return Taken(
            seconds=max(one["seconds"] for one in said),
            cpu=sum(one["cpu"] for one in said),
            peak_mib=max(one["peak_mib"] for one in said),
            work=each * len(said),
        )

    def _write(self, process: subprocess.Popen[str], what: object) -> None:
        assert process.stdin is not None
        process.stdin.write(json.dumps(what) + "\n")
        process.stdin.flush()

    def _read(self, process: subprocess.Popen[str]) -> str:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"a peer ended in the middle: {process.args}")
        return line
