"""A pytest plugin: runs the tests on a program that lacks one of its guards, for one after another.

python -m pytest -p tests.drill.without --without '[{"name": "...", ...}]' tests/keys

Tests are collected once. For each guard the process forks: the guard is taken out of the running
copy, under every name it has there, and the tests beside it run up to the first that fails.
Nothing is written, and nothing of one guard is left for the next. `tests.drill.guards` hands in
the guards and reads the lines.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Mapping
from pathlib import Path
from pkgutil import resolve_name

import pytest

from verifier import checks
from verifier.verdict import Outcome

TOLD = "without "
SECONDS = 120  # then a guard's tests are taken to hang, and the process that runs them is ended
_DOUBTS = {Outcome.INVALID, Outcome.UNKNOWN}


def pytest_addoption(parser):
    group = parser.getgroup("without")
    group.addoption("--without", default="[]", help="guards as JSON, each to be taken out in turn")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    """Instead of the tests themselves: for each guard those beside it, in a process forked for it.

    A line for each says which test failed first, or none, or what kept them from running.
    """
    if session.testsfailed or session.config.option.collectonly:
        return None  # pytest says why
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    for guard in json.loads(session.config.getoption("without")):
        told = json.dumps({"name": guard["name"], **_in_a_fork(session, guard)})
        terminal.write_line(f"\n{TOLD}{told}", flush=True)
    return True


def _in_a_fork(session: pytest.Session, guard: Mapping[str, object]) -> dict[str, str | None]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)
        try:
            told = _ran(session, guard)
        except BaseException as error:  # noqa: BLE001  # whatever it is, the drill is to hear of it
            told = {"broken": f"{type(error).__name__}: {error}"}
        os.write(writing, json.dumps(told).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return json.loads(said) if said else {"broken": "ended without a word"}


def _ran(session: pytest.Session, guard: Mapping[str, object]) -> dict[str, str | None]:
    """Take the guard out and run the tests beside it, in this process."""
    _take_out(guard)
    root = session.config.rootpath
    suite = [root / each for each in guard["suite"]]
    beside = [item for item in session.items if _below(item.path, suite)]
    first, failed = guard["first"], _Failed()
    if not beside or not any(first in item.nodeid for item in beside):
        return {"broken": f"no tests of {first!r} in {guard['suite']}"}
    plugins = session.config.pluginmanager
    plugins.unregister(name="terminalreporter")
    plugins.register(failed)
    beside.sort(key=lambda item: first not in item.nodeid)
    for item, following in zip(beside, [*beside[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if failed.named:
            break
    return {"caught_by": failed.named}


class _Failed:
    """Which test failed."""

    named: str | None = None

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.named = self.named or report.nodeid


def _below(path: Path, places: list[Path]) -> bool:
    return any(path.is_relative_to(place) for place in places)


def _take_out(guard: Mapping[str, object]) -> None:
    if gone := guard["gone"]:
        delete(str(gone))
    if step := guard["unheeded"]:
        unheed(str(step))


def delete(name: str) -> None:
    """Make a function do nothing and find nothing, whoever imported it and when."""
    resolve_name(name).__code__ = _nothing.__code__


def unheed(step: str) -> None:
    """Let a step of `verify` look and learn as ever, and lose whatever it holds against a case."""
    check = getattr(checks, step)

    def unheard(case):
        before = len(case.findings)
        check(case)
        case.findings[before:] = [
            each for each in case.findings[before:] if each.outcome not in _DOUBTS
        ]

    setattr(checks, step, unheard)


def guards_nothing(*_given, **_named):
    """A guard that may go, and nobody will notice: what the drill is held against."""
    return ()


def _nothing(*_given, **_named):
    return ()
