"""A pytest plugin: runs the tests on a program that lacks one of its guards.

python -m pytest -p tests.drill.without --without keys.envelope:_demand_typ tests/keys

Nothing is written: the guard is taken out of the running program, under every name it has there.
`tests.drill.guards` does so with one guard after the other.
"""

from __future__ import annotations

from pkgutil import resolve_name

import pytest

from verifier import checks
from verifier.verdict import Outcome

CAUGHT = "caught by "
_DOUBTS = {Outcome.INVALID, Outcome.UNKNOWN}


def pytest_addoption(parser):
    group = parser.getgroup("without")
    group.addoption("--without", help="module:function that shall do nothing")
    group.addoption("--unheeded", help="step of verify whose doubts shall be dropped")
    group.addoption("--first", default="", help="tests with this in their node id go first")


def pytest_configure(config):
    try:
        if name := config.getoption("without"):
            delete(name)
        if step := config.getoption("unheeded"):
            unheed(step)
    except (AttributeError, ImportError, ValueError) as error:
        raise pytest.UsageError(f"no such guard: {error}") from error


def pytest_collection_modifyitems(config, items):
    first = config.getoption("first")
    items.sort(key=lambda item: first not in item.nodeid)


def pytest_terminal_summary(terminalreporter):
    for report in terminalreporter.stats.get("failed", ()):
        terminalreporter.write_line(f"{CAUGHT}{report.nodeid}")


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
