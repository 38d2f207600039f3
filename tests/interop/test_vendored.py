"""The QR reader that is kept in the tree is, word for word, what its lock installs."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.interop.peers import CACHE, needs
from verifier import offline

VENDOR = Path(offline.__file__).parent / "vendor/zxing-wasm"
ORIGIN = {
    "reader.js": "dist/iife/reader/index.js",
    "zxing_reader.wasm": "dist/reader/zxing_reader.wasm",
    "LICENSE": "LICENSE",
}


@pytest.mark.drill
def test_the_qr_reader_is_what_its_lock_installs(tmp_path: Path) -> None:
    needs("npm")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(VENDOR / name, tmp_path / name)
    subprocess.run(
        ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"],
        cwd=tmp_path,
        env={**os.environ, "npm_config_cache": str(CACHE / "npm")},
        check=True,
        capture_output=True,
    )
    for name, origin in ORIGIN.items():
        installed = tmp_path / "node_modules/zxing-wasm" / origin
        assert (VENDOR / name).read_bytes() == installed.read_bytes(), name
