"""What title does this correspond to? The page and the interface; nobody is asked who they are.

A question holds no personal data, so it may stand in an address. Server-rendered, without a
script; the words are those of `zc-verify equivalence`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from typing import Final

from flask import Response, json, request
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from issuer.web.models_answers import EquivalenceQuestion
from issuer.web.problems import Trouble
from issuer.web.route import JSON
from keys.encoding import Json
from keys.words import Words
from verifier.answers import equivalence_document, equivalence_lines
from verifier.china_time import china_day
from verifier.correspondence import Held, Question, equivalent
from verifier.correspondence.question import GRADES
from verifier.rules import Kind, Rule, Rules
from verifier.web import VerifyDesk

_LISTS: Final = ("met", "not_met")
_ASKED: Final = ("held", "grade", "name", "region", "on", "obtained_on", "years", *_LISTS)
_CONDITION: Final = "c."
_CHOSEN: Final = ("what", "region", "on", "years")  # in the form of the page
"""Before the name of a condition among the fields of the form."""
_OCCUPATION: Final = "2-02-38-01"
"""What the page asks about where it names no occupation: all thirteen are answered alike."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A line of the list on the page: what is held, as one value."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Correspondences:
    """The routes.

    Attributes:
        words: Language -> catalogues of answers.
    """

    desk: VerifyDesk
    rules: Rules
    words: Mapping[str, Words]
    clock: Callable[[], datetime]

    def page(self) -> Response:
        """GET /equivalence: the form, and below it the answer to what it asked."""
        language = self.desk.language()
        words = self.words[language]
        asked = self._from_form(request.args)
        lines = None
        cited: list[Rule] = []
        conditions: list[Choice] = []
        if asked is not None:
            found = equivalent(asked, rules=self.rules)
            cited = [each for each in (found.rule, *found.informs) if each is not None]
            lines = equivalence_lines(asked, found, words, rules=self.rules)
            named = (*found.missing, *found.failed, *sorted(asked.met))
            conditions = [Choice(_CONDITION + each, self._condition(each, words)) for each in named]
        return self.desk.render(
            "issuer/equivalence.html",
            groups=self._groups(words),
            regions=[Choice(each.code, each.in_language(language)) for each in self.rules.regions],
            conditions=list(dict.fromkeys(conditions)),
            chosen=request.args,
            today=china_day(self.clock()).isoformat(),
            answer=[line.strip() for line in lines] if lines else None,
            cited=cited,
            again={
                name: value
                for name, value in request.args.items()
                if name in _CHOSEN or name.startswith(_CONDITION)
            },
        )

    def ask(self) -> Response:
        """GET and POST /api/v1/equivalences."""
        question = _question(_read(), today=china_day(self.clock()))
        found = equivalent(question, rules=self.rules)
        words = self.words[self.desk.language()]
        body = equivalence_document(question, found, words, rules=self.rules)
        return Response(json.dumps(body, ensure_ascii=False), mimetype=JSON)

    def _from_form(self, form: MultiDict[str, str]) -> Question | None:
        """The question of a filled form; None for an empty one, or one that no form sends."""
        what, region = form.get("what", ""), form.get("region", "")
        if not what or not region:
            return None
        held, _, rest = what.partition("|")
        grade, _, name = rest.partition("|")
        told = {
            "held": held,
            "grade": grade,
            "name": name or (_OCCUPATION if held == Held.DIGITAL_GRADE.value else None),
            "region": region,
            "on": form.get("on") or None,
            "years": form.get("years") or None,
            "met": _answered(form, "yes"),
            "not_met": _answered(form, "no"),
        }
        try:
            asked = EquivalenceQuestion.model_validate(told)
        except ValidationError:
            return None
        return _question(asked, today=china_day(self.clock()))

    def _groups(self, words: Words) -> list[tuple[str, list[Choice]]]:
        """Everything that may be held, by its kind."""
        groups = [
            (
                words(f"held.{held.value}"),
                [Choice(f"{held.value}|{grade}", words(f"grade.{_slug(grade)}")) for grade in each],
            )
            for held, each in GRADES.items()
        ]
        qualifications = [
            Choice(
                f"qualification|{rule.text('grade')}|{name}",
                name if rule.text("grade") == "-" else f"{name}（{rule.text('grade')}）",
            )
            for rule in self.rules.all_rules
            if rule.kind is Kind.CORRESPONDENCE and rule.subject == Held.QUALIFICATION.value
            for name in rule.texts("names")
        ]
        return [*groups, (words("held.qualification"), list(dict.fromkeys(qualifications)))]

    @staticmethod
    def _condition(name: str, words: Words) -> str:
        code = f"condition.{name}"
        return words(code) if words.knows(code) else words("condition.other", name=name)


def _answered(form: MultiDict[str, str], value: str) -> list[str]:
    """The conditions that the form answers so."""
    return [
        name.removeprefix(_CONDITION)
        for name, said in form.items()
        if name.startswith(_CONDITION) and said == value
    ]


def _question(asked: EquivalenceQuestion, *, today: date) -> Question:
    return Question(
        held=asked.held,
        grade=asked.grade,
        region=asked.region,
        on=asked.on or today,
        name=asked.name,
        obtained_on=asked.obtained_on,
        years=asked.years,
        met=frozenset(asked.met),
        not_met=frozenset(asked.not_met),
    )


def _read() -> EquivalenceQuestion:
    """The question in an address or a body; raises Trouble("web.unreadable")."""
    try:
        if request.method == "POST":
            body = request.get_data(cache=False)
            return EquivalenceQuestion.model_validate_json(body, strict=True)
        told: dict[str, object] = {
            name: request.args.getlist(name) if name in _LISTS else request.args[name]
            for name in _ASKED
            if name in request.args
        }
        return EquivalenceQuestion.model_validate(told)
    except ValidationError as error:
        raise unreadable(error, _ASKED) from None


def unreadable(error: ValidationError, known: tuple[str, ...]) -> Trouble:
    """The members at fault, never what they held."""
    found: dict[str, Json] = {}
    for each in error.errors(include_input=False, include_url=False, include_context=False):
        named = [str(part) for part in each["loc"] if part in known]
        pointer = f"#/{named[0]}" if named else "#"
        found.setdefault(pointer, {"pointer": pointer, "code": str(each["type"])})
    return Trouble(
        "web.unreadable",
        HTTPStatus.UNPROCESSABLE_ENTITY,
        more={"errors": list(found.values())},
    )


def _slug(code: str) -> str:
    return code.lower().replace("_", "-")
