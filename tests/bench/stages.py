"""Where the time goes: seconds of one mint by stage, and the functions that took most.

Two looks at the same work, in one process. The stages are timed by a stopwatch around a few
functions, each second counted for the innermost stage only; the functions come from cProfile,
whose own cost makes small functions look dearer than they are.
"""

from __future__ import annotations

import cProfile
import functools
import importlib
import pstats
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

from tests.bench.office import Business, a_list, open_for_business

OTHER = "everything else"
STAGES: dict[str, tuple[str, ...]] = {
    "read xlsx": ("tests.bench.office:read_grid", "tests.bench.office:read_list"),
    "draft and sign at the desk": (
        "tests.bench.office:make_drafts",
        "tests.bench.office:sign_draft",
        "issuer.committee.drafts:Paper.to_bytes",
    ),
    "rules, at the desk and at admission": (
        "issuer.committee.reading:check_rows",
        "issuer.registrar.reception:admit",
    ),
    "plan": ("issuer.registrar.minting_room:plan_rows",),
    "write the certificate": ("verifier.sd_jwt:encode", "verifier.cwt:encode"),
    "sign (ES256)": ("keys.signer:MemorySigner.sign",),
    "judge: ten steps": ("issuer.minting:verify",),
    "verify (ES256)": ("keys.public_key:PublicKey.verify",),
    "encrypt and blind": (
        "keys.secret:DataKey.seal",
        "keys.secret:DataKey.open",
        "keys.secret:IndexKey.blind",
        "keys.secret:Pepper.door",
        "issuer.registrar.minting_room:seal_under_code",
        "issuer.registrar.minting_room:wrap_code",
    ),
    "database": (
        "sqlalchemy.engine.base:Connection.execute",
        "sqlalchemy.engine.base:Connection.scalars",
        "sqlalchemy.engine.base:Connection.scalar",
        "sqlalchemy.engine.base:Transaction.commit",
    ),
    "log": ("issuer.store.log:append", "issuer.registrar.minting_room:_Room._entry"),
    "open the lists": ("issuer.registrar.minting_room:open_bundle",),
    "publish": ("issuer.registrar:publish", "issuer.registrar:not_rolled_back"),
}
MOST = 14


def where_the_time_goes(rows: int) -> tuple[dict[str, float], list[str]]:
    """Seconds by stage in a plain run; the dearest functions of a profiled one, as lines."""
    xlsx = a_list(rows)
    with open_for_business() as authority, _stopwatch() as seconds:
        whole = Business(authority).whole(xlsx, workers=1)
    stages = {stage: seconds.get(stage, 0.0) for stage in STAGES}
    stages[OTHER] = whole - sum(stages.values())
    profile = cProfile.Profile()
    with open_for_business() as authority:
        profile.runcall(Business(authority).whole, xlsx, workers=1)
    return stages, _dearest(profile)


def _dearest(profile: cProfile.Profile) -> list[str]:
    found = pstats.Stats(profile).stats.items()  # type: ignore[attr-defined]
    whole = sum(numbers[2] for _, numbers in found)
    dearest = sorted(found, key=lambda item: item[1][2], reverse=True)[:MOST]
    return [
        f"{numbers[2] / whole:6.1%} {numbers[0]:>9,} calls  {_place(*where)}"
        for where, numbers in dearest
    ]


def _place(file: str, line: int, function: str) -> str:
    return function if file == "~" else f"{Path(file).parent.name}/{Path(file).name}:{function}"


@contextmanager
def _stopwatch() -> Iterator[dict[str, float]]:
    """Count seconds by stage while the block runs."""
    spent: dict[str, float] = defaultdict(float)
    running: list[list[float]] = []  # for each open call: seconds of the calls inside it
    undo: list[tuple[Any, str, Any]] = []

    def timed(stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def wrapper(*args: Any, **said: Any) -> Any:
            inside = [0.0]
            running.append(inside)
            began = perf_counter()
            try:
                return function(*args, **said)
            finally:
                took = perf_counter() - began
                running.pop()
                spent[stage] += took - inside[0]
                if running:
                    running[-1][0] += took

        return wrapper

    for stage, names in STAGES.items():
        for name in names:
            module, _, path = name.partition(":")
            holder: Any = importlib.import_module(module)
            *outer, last = path.split(".")
            for each in outer:
                holder = getattr(holder, each)
            undo.append((holder, last, holder.__dict__[last]))
            setattr(holder, last, timed(stage, getattr(holder, last)))
    try:
        yield spent
    finally:
        for holder, last, before in undo:
            setattr(holder, last, before)
