"""What may stand in the tree, and what never."""

from __future__ import annotations

import re

from tests.house.tree import PACKAGES, ROOT, files, named

MOST_LINES = 300
LONGER: dict[str, str] = {
    # path: why it is longer and stays whole
}
TOP = {
    *PACKAGES,
    *("static", "tests", "docs", ".ci", "wsgi.py", "pyproject.toml", "requirements.lock"),
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE", "Makefile"),
    *(".gitignore", ".gitattributes"),
}
EMPTY_NAMES = {
    "utils",
    "util",
    "common",
    "helpers",
    "helper",
    "manager",
    "handlers",
    "base",
    "misc",
}
# Written in two halves, so that this file does not find itself.
PRIVATE_KEY = re.compile(r"PRIVATE" r" KEY-----|\"d\"\s*:\s*\"[A-Za-z0-9_-]{43}\"")
REGISTRY = re.compile(
    r"(?:pypi\.org|pythonhosted\.org|registry\.npmjs|npmmirror|proxy\.golang|deb\.debian\.org)",
)
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|farm|opt/pypi|home/[a-z]+)/")
PROMISE = re.compile(r"\b(?:TODO(?!\(#\d+\))|FIXME|XXX)\b")
BINARY = {".mo", ".png", ".wasm", ".pdf", ".woff2", ".ttf", ".otf", ".ico", ".jpg", ".xlsx"}


def texts() -> list[tuple[str, str]]:
    return [(named(path), path.read_text("utf-8")) for path in files() if path.suffix not in BINARY]


def lines_with(pattern: re.Pattern[str], *, but: frozenset[str] = frozenset()) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in texts()
        if name not in but
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


THIS = frozenset({"tests/house/test_tree.py"})


def test_no_private_key_is_in_the_tree():
    assert lines_with(PRIVATE_KEY) == []
    assert [named(path) for path in files(".pem", ".key", ".p12", ".pfx")] == []


def test_no_address_of_a_registry_is_in_the_tree():
    assert lines_with(REGISTRY, but=THIS) == []


def test_no_path_of_a_machine_is_in_the_tree():
    assert lines_with(MACHINE_PATH, but=THIS) == []


def test_no_promise_without_a_number():
    assert lines_with(PROMISE, but=THIS) == []


def test_a_file_past_300_lines_has_a_reason():
    long = {
        named(path)
        for path in files(".py")
        if len(path.read_text("utf-8").splitlines()) > MOST_LINES
    }
    assert long == set(LONGER)


def test_no_name_that_says_nothing():
    assert [named(path) for path in files(".py") if path.stem in EMPTY_NAMES] == []


def test_the_top_of_the_house_holds_only_what_belongs_there():
    assert {path.relative_to(ROOT).parts[0] for path in files()} - TOP == set()


def test_nothing_generated_is_in_the_tree():
    assert not [named(path) for path in files() if "node_modules" in path.parts]
    assert not [named(path) for path in files(".db", ".sqlite", ".sqlite3", ".log")]


def test_exported_names_are_sorted_and_exist():
    """ruff's RUF022 sorts them; here: each exported name is really there."""
    import importlib

    for path in files(".py"):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[0] not in PACKAGES or "__all__" not in path.read_text("utf-8"):
            continue
        module = importlib.import_module(".".join(parts).removesuffix(".__init__"))
        assert [name for name in module.__all__ if not hasattr(module, name)] == []
