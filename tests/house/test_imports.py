"""The arrow of import is the arrow of trust: keys <- verifier <- issuer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.house.tree import PACKAGES, ROOT, files, named

ALONE = """
import importlib, importlib.abc, sys

BLOCKED = {"flask", "werkzeug", "sqlalchemy", "alembic", "PIL", "qrcode", "jinja2", "issuer",
           "pydantic", "typst", "pyhanko", "granian", "psycopg", "asn1crypto", "pypdfium2",
           "zxingcpp"}

class Wall(importlib.abc.MetaPathFinder):
    def find_spec(self, fullname, path=None, target=None):
        if fullname.partition(".")[0] in BLOCKED:
            raise ImportError(f"{fullname} is out of bounds for the verifier")
        return None

sys.meta_path.insert(0, Wall())
for name in sys.argv[1:]:
    importlib.import_module(name)
assert not BLOCKED & {name.partition(".")[0] for name in sys.modules}
print(len(sys.argv) - 1)
"""


def modules_of(*packages: str) -> list[str]:
    sources = [path for path in files(".py") if path.relative_to(ROOT).parts[0] in packages]
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in sources]
    return [name.removesuffix(".__init__") for name in names]


def alone(*modules: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", ALONE, *modules],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_import_contracts_hold():
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_verifier_stands_alone_without_server_database_or_pictures():
    extra = ("verifier.web", "verifier.files.inside")
    modules = [each for each in modules_of("keys", "verifier") if not each.startswith(extra)]
    done = alone(*modules)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(len(modules))


def test_the_wall_of_that_test_bites():
    done = alone("issuer")
    assert done.returncode != 0
    assert "issuer is out of bounds" in done.stderr


def test_nothing_is_read_or_written_on_import():
    """An import looks at no environment of ours, opens no socket and prints nothing."""
    watch = (
        "import sys\n"
        "def look(event, args):\n"
        "    if event.startswith('socket.connect') or event == 'subprocess.Popen':\n"
        "        raise SystemExit(f'{event} {args}')\n"
        "sys.addaudithook(look)\n"
        "import importlib\n"
        "for name in sys.argv[1:]: importlib.import_module(name)\n"
    )
    names = [
        name
        for name in modules_of(*PACKAGES)
        if "migrations" not in name and not name.endswith("__main__")
    ]
    done = subprocess.run(
        [sys.executable, "-c", watch, *names],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin"},
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_every_package_says_what_it_is_for():
    mute = [
        named(path)
        for path in files(".py")
        if path.relative_to(ROOT).parts[0] in PACKAGES
        and "migrations" not in path.parts
        and not path.read_text("utf-8").startswith(('"""', 'r"""'))
    ]
    assert mute == []
