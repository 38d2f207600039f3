"""How the office's tests say what must be refused: by the code of the reason, not by the class."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from issuer.admission import BatchRejected
from keys.errors import CredentialError


@contextmanager
def refused(code: str, **facts: object) -> Iterator[None]:
    """The block is refused for this reason, and with these facts among others."""
    with pytest.raises(CredentialError) as caught:
        yield
    assert caught.value.code == code
    assert {name: caught.value.facts.get(name) for name in facts} == facts


@contextmanager
def rejected(*codes: str) -> Iterator[None]:
    """The block is a batch that breaks exactly these rules."""
    with pytest.raises(BatchRejected) as caught:
        yield
    assert {each.code for each in caught.value.problems} == set(codes)
