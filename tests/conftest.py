"""How tests are named where pytest would name them badly."""

from __future__ import annotations


def pytest_make_parametrize_id(config, val, argname):
    """Bytes are named for their argument: freshly signed ones differ in each process, and the
    processes of a parallel run must agree on the names of the tests."""
    return argname if isinstance(val, bytes) else None
