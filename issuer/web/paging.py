"""Which part of a long list a page shows."""

from __future__ import annotations

from typing import Final

from flask import request

_MOST_DIGITS: Final = 4


def page_of(count: int, *, on_a_page: int) -> tuple[int, int]:
    """Number of the page that is asked for, from 1, and of how many; never past the last."""
    pages = max(1, -(-count // on_a_page))
    typed = request.args.get("page", "")
    wanted = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= _MOST_DIGITS else 1
    return min(max(wanted, 1), pages), pages
