"""What every test may ask for: a database, a province, a stable name, and a line of figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, pairwise
from pathlib import Path

import pytest

from tests import postgres
from tests.cast import DIGITAL, PLANT, ZONE, row
from tests.province import Province

ENGINES = ("sqlite", "postgresql")
MOST_CHARACTERS = 40
FIGURES = "figures"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long ones first, an equal share of them in the share of each process.

    A process begins with its own share, and at the end takes from another's: what is then left is
    short, and all end together.
    """
    processes = getattr(config, "workerinput", {"workercount": 1})["workercount"]
    long = [each for each in items if each.get_closest_marker("long")]
    short = [each for each in items if not each.get_closest_marker("long")]
    edges = [len(short) * nth // processes for nth in range(processes + 1)]
    shares = [short[begin:end] for begin, end in pairwise(edges)]
    items[:] = chain.from_iterable(
        (*long[nth::processes], *share) for nth, share in enumerate(shares)
    )


@pytest.fixture
def figures(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Say in one line what a drill came to; all lines stand at the end of the run."""
    return lambda line: record_property(FIGURES, line)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The lines of figures, also of those that failed and of those run in another process."""
    reports = chain.from_iterable(terminalreporter.stats.values())
    calls = [report for report in reports if getattr(report, "when", None) == "call"]
    properties = (report.user_properties for report in calls)
    lines = [value for name, value in chain.from_iterable(properties) if name == FIGURES]
    if lines:
        terminalreporter.section("figures")
        for line in sorted(lines):
            terminalreporter.line(str(line))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server: one a session, started when first asked for."""
    running = postgres.server()
    try:
        url = running.__enter__()
    except postgres.NoPostgres as reason:
        pytest.skip(str(reason))
    yield url
    running.__exit__(None, None, None)


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of the test's own, once for each engine."""
    with empty_database(request, tmp_path) as url:
        yield url


@contextmanager
def empty_database(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """An empty database on the engine that a fixture has as its parameter."""
    if request.param == "sqlite":
        yield f"sqlite:///{folder / 'office.db'}"
        return
    with postgres.database(request.getfixturevalue("postgres_server")) as url:
        yield url


@pytest.fixture(scope="session")
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """An office with three committees, and three titles of the zone's. Look, and do not touch."""
    folder = tmp_path_factory.mktemp("province")
    province = Province.found(f"sqlite:///{folder / 'office.db'}", folder)
    for slug in (ZONE, PLANT, DIGITAL):
        province.admit_committee(slug)
    province.issue(ZONE, [row(1), row(2), row(3)])
    yield province
    province.close()


@pytest.fixture
def province(ordinary: Province, tmp_path: Path) -> Iterator[Province]:
    """The same province, to be changed by one test."""
    copied = ordinary.copy(tmp_path / "office")
    yield copied
    copied.close()


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Bytes and long texts are named for their argument.

    Freshly signed ones differ in each process, and the processes of a parallel run must agree
    on the names of the tests.
    """
    fresh = isinstance(val, bytes) or (isinstance(val, str) and len(val) > MOST_CHARACTERS)
    return argname if fresh else None
