"""Whatever a package writes for operators is on this list, word for word: no object is logged."""

from __future__ import annotations

import ast

from tests.house.tree import PACKAGES, ROOT, files, named

WRITTEN = {
    # A child's answer to the command that asked it; its standard output is a pipe between the two.
    "issuer/committee/apart.py": {"sys.stdout.write(json.dumps(answer))"},
    "issuer/housekeeping.py": {
        "_log.error('housekeeping failed: %s', getattr(error, 'code', type(error).__name__))",
    },
    "issuer/roster/at_work.py": {
        "_log.error('roster not judged: %s', getattr(error, 'code', type(error).__name__))",
    },
    # Names of files that are digests over a secret code, and classes of errors.
    "issuer/keep.py": {
        "_log.warning('kept file not read: %s', type(error).__name__)",
        "_log.warning('kept file damaged or foreign, made again: %s', path.name)",
        "_log.warning('file not kept: %s', type(error).__name__)",
    },
    "issuer/sealing.py": {"_LOG.error('sealed without a time stamp: %s', error.code)"},
    "verifier/files/inside/serving.py": {
        "sys.stdout.write(json.dumps(report(data, Kind(wanted['kind']))))",
    },
    "issuer/web/access_log.py": {
        # Route, status, size, network and milliseconds; see the test of the line.
        (
            "_LOG.info('request', extra={'method': method if method in _METHODS else '?', "
            "'route': environ.get(ROUTE, UNMATCHED), **said, "
            "'network': network_of(client_of(environ, self._proxies)), "
            "'ms': round((self._monotonic() - begun) * 1000, 1)})"
        ),
    },
    # The name of one of our bounds.
    "issuer/web/limits.py": {
        "_LOG.warning('more failures than people make', extra={'kind': self._what})",
    },
    "issuer/web/problems.py": {
        # A class and places of our code.
        (
            "_LOG.error('bug', extra={'ref': reference, 'kind': type(error).__name__, "
            "'where': places})"
        ),
    },
    "keys/words.py": {
        "warnings.warn(f'no words for {code} in {self.language}', MissingWords, stacklevel=2)",
        "warnings.warn(text, MissingWords, stacklevel=2)",
        "warnings.warn(f'no fact {name}', MissingWords, stacklevel=2)",
    },
}
WAYS = {
    "logging": {"debug", "info", "warning", "error", "exception", "critical", "log"},
    "warnings": {"warn", "warn_explicit"},
    "traceback": {"print_exc", "print_exception", "print_stack", "print_tb"},
    "sys.stderr": {"write"},
    "sys.stdout": {"write"},
}


def loggers(tree: ast.Module) -> set[str]:
    """Names that hold a logger."""
    held = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if "getLogger" in ast.unparse(node.value):
                held |= {ast.unparse(target) for target in targets}
    return held


def written(source: str) -> set[str]:
    """Every call that writes for an operator."""
    tree = ast.parse(source)
    ways = {**WAYS, **dict.fromkeys(loggers(tree), WAYS["logging"])}
    found = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        what = node.func
        if isinstance(what, ast.Attribute):
            if what.attr in ways.get(ast.unparse(what.value), ()) or (
                what.attr in WAYS["logging"] and "getLogger" in ast.unparse(what.value)
            ):
                found.add(ast.unparse(node))
        elif isinstance(what, ast.Name) and what.id == "print":
            found.add(ast.unparse(node))
    return found


def test_nothing_is_written_for_operators_but_this():
    found = {
        named(path): calls
        for path in files(".py")
        if path.relative_to(ROOT).parts[0] in PACKAGES
        and (calls := written(path.read_text("utf-8")))
    }
    assert found == WRITTEN


def test_what_is_planted_is_found():
    source = (
        "import logging\nlog = logging.getLogger('x')\n"
        "def f(row):\n    log.info('%r', row)\n    print(row)\n    logging.error(row)\n"
        "    logging.getLogger('y').debug(row)\n    row.info(1)\n"
    )
    assert written(source) == {
        "log.info('%r', row)", "print(row)", "logging.error(row)",
        "logging.getLogger('y').debug(row)",
    }  # fmt: skip
