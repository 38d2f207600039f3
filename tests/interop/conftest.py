"""One folder of artefacts for all the strangers."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def artefacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every kind of document we sign, in files; see tests/interop/artefacts.py."""
    from tests.interop.artefacts import write

    folder = tmp_path_factory.mktemp("artefacts")
    write(folder)
    return folder
