"""Is the process alive, and can it serve?

Alive answers without touching anything. Ready asks each named check once; a check that raises
names what cannot be served and nothing more, so that the answer can stand in the open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from flask import Response, json
from sqlalchemy.exc import SQLAlchemyError

from issuer.web.route import JSON
from keys.errors import CredentialError

Check = Callable[[], None]
"""Raises CredentialError, OSError or SQLAlchemyError where something cannot be served."""


@dataclass(frozen=True, slots=True)
class Health:
    """The routes; `checks` by name."""

    checks: Mapping[str, Check]

    def alive(self) -> Response:
        """The process answers."""
        return _answer("ok", {}, HTTPStatus.OK)

    def ready(self) -> Response:
        """The process can serve."""
        failed = {name: code for name, check in self.checks.items() if (code := _ask(check))}
        if failed:
            return _answer("not-ready", failed, HTTPStatus.SERVICE_UNAVAILABLE)
        return _answer("ok", {}, HTTPStatus.OK)


def _ask(check: Check) -> str | None:
    try:
        check()
    except CredentialError as error:
        return error.code
    except SQLAlchemyError:
        return "store.unavailable"
    except OSError:
        return "file.unavailable"
    return None


def _answer(status: str, failed: Mapping[str, str], code: HTTPStatus) -> Response:
    body = json.dumps({"status": status, "checks": dict(failed)})
    return Response(body, status=code, mimetype=JSON)
