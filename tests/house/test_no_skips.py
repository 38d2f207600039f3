"""In CI a skipped test is a failed one."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.house.tree import ROOT


@pytest.mark.parametrize(("ci", "outcome"), [("true", "1 failed"), ("", "1 skipped")])
def test_a_skip_fails_only_where_nothing_may_be_skipped(tmp_path, ci, outcome):
    (tmp_path / "test_it.py").write_text(
        "import pytest\ndef test_it():\n    pytest.skip('no such tool')\n", "utf-8"
    )
    ours = {name: value for name, value in os.environ.items() if name != "CI"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.house.no_skips", "-c", "/dev/null", tmp_path],
        cwd=ROOT,
        env={**ours, "CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome in done.stdout
