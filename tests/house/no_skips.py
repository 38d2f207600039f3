"""A pytest plugin: where the tools are promised to be there, a skipped test is a failed one.

Loaded by `make test` and `make drill` with -p. It does nothing unless CI=true:
on a person's own machine a missing tool skips its tests and says so.
"""

from __future__ import annotations

import os

import pytest


def _tools_are_promised() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true"}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and _tools_are_promised():
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped where nothing may be: {_reason(call)}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    if report.skipped and _tools_are_promised():
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid} was skipped where nothing may be"
    return report


def _reason(call: pytest.CallInfo[None]) -> str:
    return str(call.excinfo.value) if call.excinfo else "no reason given"
