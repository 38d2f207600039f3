"""A machine that knows nothing but the contract walks every operation of it.

Schemathesis reads the document that the office publishes, makes requests that fit it and requests
that do not, follows its links, and holds every answer against it. The samples of a populated
office are put beside what it makes up itself, so that it comes further than the door.
"""

from __future__ import annotations

import copy
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from flask import Flask
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder

from issuer.web.route import Who
from issuer.web.routes import ROUTES
from tests.contract.populated import BATCH, BYTES, FILES, JSON, SEALED, Samples

PHASES = ("examples", "coverage", "fuzzing", "stateful")
ACCEPTED = ["2xx", "303", "400", "403", "404", "409", "410", "411", "422", "429"]
"""A document of the right form may still be refused: for its signatures, by a rule, or, where
nothing at all was sent, for want of a length; and who is not signed in is led to the door."""


@dataclass
class Walked:
    """What a walk saw.

    Attributes:
        requests: How many, by phase.
        answers: Status codes with their counts, by operation id; links are counted under the
            operation they lead to.
        breaks: What does not agree with the contract, in words, each kind once.
        errors: What kept the machine from walking.
    """

    requests: Counter[str] = field(default_factory=Counter)
    answers: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    breaks: set[str] = field(default_factory=set)
    errors: set[str] = field(default_factory=set)

    def see(self, phase: str, recorder: ScenarioRecorder) -> None:
        for id_, interaction in recorder.interactions.items():
            self.requests[phase] += 1
            operation = recorder.cases[id_].value.operation.definition.raw["operationId"]
            if interaction.response is not None:
                self.answers[operation][interaction.response.status_code] += 1
        for id_, checks in recorder.checks.items():
            request = recorder.interactions[id_].request
            for check in checks:
                if check.failure_info is not None:
                    failure = check.failure_info.failure
                    said = " ".join(failure.message.split())[:200]
                    self.breaks.add(
                        f"{check.name}: {request.method} {recorder.label}: {failure.title}: {said}"
                    )


LENIENT = (
    "verify.page",
    "fake_reports.send",
    "units.begin_sign_in",
    *(route.endpoint for route in ROUTES if route.who is Who.UNIT),
)
"""Whatever stands in the place of a code is answered alike, and 200; who reports without saying
anything gets the form; who signs in says nothing; who has no session is led to the door, whatever
he brought."""


def walk(
    app: Flask,
    samples: Samples,
    *,
    phases: Iterable[str] = PHASES,
    examples: int = 10,
    headers: dict[str, str] | None = None,
    only: str | None = None,
) -> Walked:
    """Walk the contract of `app`.

    Args:
        examples: Most requests for each operation and phase.
        headers: Sent with every request.
        only: Operation id; else every operation is walked.
    """
    published = app.test_client().get("/openapi.json").get_json()
    schema = schemathesis.openapi.from_dict(
        with_samples(published, samples), config=_config(set(phases), examples, headers or {})
    )
    schema.app = _whole(app)
    if only is not None:
        schema = schema.include(operation_id=only)
    walked = Walked()
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            walked.see(event.phase.value, event.recorder)
        elif isinstance(event, events.NonFatalError):
            walked.errors.add(f"{event.label}: {event.info.format()}")
        elif isinstance(event, events.FatalError):
            raise event.exception
    return walked


def _whole(app: Flask) -> Callable[..., list[bytes]]:
    """The application with every answer read to its end, so that no published file stays open."""

    def serve(environ: dict[str, Any], start: Any) -> list[bytes]:
        answered = app(environ, start)
        try:
            return [b"".join(answered)]
        finally:
            getattr(answered, "close", lambda: None)()

    return serve


def with_samples(document: dict[str, Any], samples: Samples) -> dict[str, Any]:
    """The contract with things that there are: as examples, and as what a value may also be."""
    document = copy.deepcopy(document)
    for item in document["paths"].values():
        for operation in item.values():
            name = operation["operationId"]
            for parameter in operation["parameters"]:
                in_path = parameter["in"] == "path"
                known = (
                    samples.paths.get(name, []) if in_path else samples.queries[parameter["name"]]
                )
                _offer(parameter, known)
            content = operation.get("requestBody", {}).get("content", {})
            for kind, media in content.items():
                _offer(media, samples.bodies[name][kind])
    return document


def _offer(described: dict[str, Any], known: list[Any]) -> None:
    described["examples"] = {f"s{i}": {"value": each} for i, each in enumerate(known)}
    described["schema"] = {"anyOf": [{"enum": known}, described["schema"]]}


def _config(phases: set[str], examples: int, headers: dict[str, str]) -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "headers": headers,
            "generation": {
                "max-examples": examples,
                "deterministic": True,
                "database": "none",
                "no-shrink": True,
            },
            "phases": {
                **{phase: {"enabled": phase in phases} for phase in PHASES},
                "examples": {"enabled": "examples" in phases, "fill-missing": True},
            },
            "continue-on-failure": True,
            "checks": {"positive_data_acceptance": {"expected-statuses": ACCEPTED}},
            "operations": [
                {
                    "include-operation-id": each,
                    "checks": {"negative_data_rejection": {"enabled": False}},
                }
                for each in LENIENT
            ],
        }
    )


schemathesis.serializer.alias([BATCH, *FILES], BYTES)
schemathesis.serializer.alias(SEALED, JSON)
