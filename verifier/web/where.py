"""Where a certificate is to count: the choice that a form offers, and what a request says.

A region and a kind of employer are no person's data, so they may stand in an address; a look-up
that is posted brings the same fields in its body. What no form can send is judged as it stands:
a region that nobody knows gets no green.

Follows GB/T 2260 for regions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from keys.words import Words
from verifier.bundle import Bundle
from verifier.certificate import Certificate
from verifier.china_time import china_day
from verifier.citation import slug
from verifier.placing import Placed, is_elsewhere, place
from verifier.recognition import Employer, Purpose, Receiving
from verifier.rules import Rules, short_code
from verifier.titles import ScopeKind
from verifier.verdict import Verdict

FIELDS: Final = ("to", "employer", "purpose", "same_work", "same_unit")
"""Names of the fields, in an address, in a form and in a request of the interface."""
_LONGEST: Final = 6  # digits of a region
_SAID: Final = {"yes": True, "no": False}
_COUNTRY: Final = "CN"
_OPTION: Final = Markup('<option value="{}">{}{}</option>')
_INDENT: Final = "　"


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a select element; `depth` 0 for a province, 1 for a city, 2 for a county."""

    value: str
    label: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Offered:
    """What one select element offers: written once, because every verify page holds it."""

    written: str

    @classmethod
    def of(cls, choices: Iterable[Choice]) -> Offered:
        """The options in their order, a city under its province."""
        return cls(
            "".join(
                _OPTION.format(each.value, _INDENT * each.depth, each.label) for each in choices
            )
        )

    def options(self, chosen: str = "") -> Markup:
        """The options, with the one selected that was chosen, if it is one of them."""
        option = Markup('value="{}"').format(chosen)
        return Markup(self.written.replace(option, f"{option} selected", 1))  # noqa: S704  ours


@dataclass(frozen=True, slots=True)
class Where:
    """What the fields of a form offer, in one language."""

    regions: Offered
    employers: Offered
    purposes: Offered

    @classmethod
    def of(cls, rules: Rules, words: Words) -> Where:
        """Every region that the rules know, each under the one that it lies in."""
        regions = sorted(rules.regions, key=lambda each: each.code)
        return cls(
            regions=Offered.of(
                Choice(each.code, each.in_language(words.language), len(each.code) // 2 - 1)
                for each in regions
                if each.code != _COUNTRY
            ),
            employers=Offered.of(
                Choice(each, words(f"employer.{slug(each)}")) for each in Employer
            ),
            purposes=Offered.of(Choice(each, words(f"purpose.{slug(each)}")) for each in Purpose),
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a request says about the place; "" where it says nothing."""

    to: str
    employer: str = ""
    purpose: str = ""
    same_work: str = ""
    same_unit: str = ""

    @property
    def query(self) -> dict[str, str]:
        """The same as members of an address: {"to": "3702", "employer": "PRIVATE"}."""
        return {name: said for name in FIELDS if (said := getattr(self, name))}

    def receiving(self, certificate: Certificate | None, *, on: date) -> Receiving:
        """The place as the rules of recognition ask for it.

        Args:
            certificate: What was shown; `same_unit` means the unit that it names.
        """
        return Receiving(
            region=short_code(self.to),
            on=on,
            employer=Employer(self.employer) if self.employer in set(Employer) else None,
            unit=self._unit(certificate),
            purpose=Purpose(self.purpose) if self.purpose in set(Purpose) else None,
            same_work=_SAID.get(self.same_work),
        )

    def _unit(self, certificate: Certificate | None) -> str | None:
        if certificate is None or certificate.scope.kind is not ScopeKind.UNIT:
            return None
        return {"yes": certificate.scope.target, "no": "-"}.get(self.same_unit)


def wanted_place(said: MultiDict[str, str]) -> Wanted | None:
    """What the fields of a request say; None where no region was chosen."""
    to = said.get("to", "").strip()[:_LONGEST]
    if not to:
        return None
    rest = {name: said.get(name, "")[:20] for name in FIELDS if name != "to"}
    return Wanted(to, **rest)


def placed(
    verdict: Verdict, wanted: Wanted | None, *, bundle: Bundle, rules: Rules, home: str | None
) -> Placed | None:
    """A verdict held to the place that was wanted.

    Args:
        home: Region of the host. What another province issued is held to it unasked: shown here,
            it is asked about here.

    Returns:
        None where no place was wanted and none goes without saying.
    """
    on = china_day(verdict.checked_at)
    if wanted is not None:
        asked = wanted.receiving(verdict.claimed, on=on)
        return place(verdict, asked, bundle=bundle, rules=rules)
    if home is None or not is_elsewhere(verdict, home, bundle=bundle):
        return None
    asked = Receiving(short_code(home), on)
    return replace(place(verdict, asked, bundle=bundle, rules=rules), chosen=False)
