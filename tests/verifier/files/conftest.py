"""Three certificates, printed and sealed once; look at them, and change only copies."""

from __future__ import annotations

import pytest

from tests.verifier.files.certificates import Files


@pytest.fixture(scope="session")
def files(ordinary, tmp_path_factory):
    province = ordinary.copy(tmp_path_factory.mktemp("files") / "office")
    yield Files.of(province)
    province.close()
