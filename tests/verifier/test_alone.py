"""Keys and verifier are all that another province installs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.verifier.desk import Desk

ROOT = Path(__file__).parents[2]

BLOCK = """
import sys

class Block:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked!r}:
            raise ImportError("blocked: " + name)

def no_socket(event, _):
    if event.startswith("socket."):
        raise RuntimeError(event)

sys.addaudithook(no_socket)
sys.meta_path.insert(0, Block())
from verifier.cli import main
try:
    main(sys.argv[1:])
finally:
    print(",".join(sorted(sys.modules)), file=sys.stderr)
"""
NEVER = (
    *("flask", "sqlalchemy", "jinja2", "PIL", "qrcode", "typst", "pyhanko", "pydantic", "issuer"),
    *("asn1crypto", "pypdfium2", "zxingcpp"),
)

SLOW = {
    *("rich", "babel", "chinese_calendar", "jwt", "cbor2", "cryptography.x509"),
    *("asyncio", "email", "http", "socket", "ssl", "urllib.request"),
    *("importlib.metadata", "importlib.resources", "tempfile", "zipfile"),
}
"""What costs time at every cold start and serves no verification."""


def test_it_runs_where_only_keys_and_verifier_are(tmp_path):
    """Another province installs two folders: no server, no database, no pictures."""
    desk = Desk(tmp_path)
    arguments = desk.arguments(desk.text(desk.world.full(desk.world.copy)), "--json")
    done = subprocess.run(
        [sys.executable, "-c", BLOCK.format(blocked=NEVER), *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout)["verdict"] == "VALID"
    loaded = set(done.stderr.strip().splitlines()[-1].split(","))
    assert "cryptography" in loaded
    assert not loaded & SLOW
