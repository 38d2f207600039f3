"""The contract of the HTTP interface as pages: what there is, and each operation by itself.

Made from the OpenAPI document of this process, in two languages, without a script. An operation
has an address that stays, so that a letter can point to it. It documents; it calls nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Final

from flask import Response

from issuer.config import Surface
from issuer.web.contract_examples import curl
from issuer.web.contract_reading import Document, Operation, operations, shapes_of, short
from issuer.web.openapi import build
from issuer.web.problems import MEDIA_TYPE, Trouble
from issuer.web.route import JSON
from keys.words import Words
from verifier.web import VerifyDesk

_AN_HOUR: Final = "public, max-age=3600"
_CHINESE: Final = "zh_CN"
_API: Final = "/api/v1/"
_GROUPS: Final = ("核验和查询", "评委会和发证机关", "公布的文件", "网页", "登记单位", "运行")
_OFFICE: Final = "office"
_UNITS: Final = ("units", "rosters", "unit_rosters")
_FILES: Final = ("published", "type_metadata", "openapi")
_RUNNING: Final = ("health", "assets", "scan", "offline")


@dataclass(frozen=True, slots=True)
class ContractPages:
    """The routes.

    Attributes:
        entity: Entity id of the authority.
        words: Chinese of the document's own sentences, which are English.
    """

    desk: VerifyDesk
    entity: str
    surface: Surface
    words: Words

    def views(self) -> dict[str, Callable[..., Response]]:
        """The routes by endpoint."""
        return {"contract.index": self.index, "contract.operation": self.operation}

    def index(self) -> Response:
        """GET /api: every operation, by what it is for."""
        listed = list(operations(self._document()))
        groups = {each: [one for one in listed if _group(one) == each] for each in _GROUPS}
        first = next((one for one in listed if one.id == "verifications.verify"), None)
        return self._render(
            "contract",
            groups=[(name, found) for name, found in groups.items() if found],
            example=curl(first, self.desk.site.host) if first else None,
            media=MEDIA_TYPE,
        )

    def operation(self, operation: str) -> Response:
        """GET /api/<operation>: one of them, with its shapes."""
        document = self._document()
        found = next((one for one in operations(document) if one.id == operation), None)
        if found is None:
            raise Trouble("web.not-found", HTTPStatus.NOT_FOUND)
        return self._render(
            "contract_operation",
            operation=found,
            shapes=shapes_of(found, document),
            short=short,
            example=curl(found, self.desk.site.host),
            json=JSON,
        )

    def _document(self) -> Document:
        return _built(self.desk.site.name, self.entity, self.surface)

    def _render(self, template: str, **facts: object) -> Response:
        page = self.desk.render(f"issuer/{template}.html", again={}, tell=self._tell(), **facts)
        page.headers["Cache-Control"] = _AN_HOUR
        return page

    def _tell(self) -> Callable[[str], str]:
        """A sentence of the document in the reader's language; as it stands where it has none."""
        if self.desk.language() != _CHINESE:
            return lambda text: text
        return lambda text: self.words.text(text) if self.words.knows(text) else text


@lru_cache(maxsize=4)
def _built(title: str, entity: str, surface: Surface) -> Document:
    return build(title, entity=entity, surface=surface)


def _group(operation: Operation) -> str:
    """What an operation is for, by where it is."""
    family = operation.id.partition(".")[0]
    verify, office, files, pages, units, running = _GROUPS
    known: Sequence[tuple[Sequence[str], str]] = (
        ((_OFFICE,), office),
        (_UNITS, units),
        (_FILES, files),
        (_RUNNING, running),
    )
    named: Mapping[str, str] = {each: group for families, group in known for each in families}
    return named.get(family) or (verify if operation.path.startswith(_API) else pages)
