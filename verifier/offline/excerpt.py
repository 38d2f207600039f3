"""What the offline page carries: of the bundle, of the rule book and of the words.

A bundle holds batches, rule books and log heads that no offline QR code can point to; the page
leaves them out. Of the rule book it carries the names and the granting entries that step 8 of
`verifier.verify` asks for. Words are those of the catalogues: the page has none of its own.
Nothing here judges or writes files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import keys
from keys.encoding import Json
from keys.errors import Malformed
from keys.words import LANGUAGES, Words
from verifier.bundle_file import BundleFile
from verifier.correspondence import grants
from verifier.offline.folding import folded
from verifier.page_words import LEVELS, LOOKS, SCOPES, SHOWS_CLAIM
from verifier.rules import Kind, Rule, Rules
from verifier.titles import Level

_LOCALE: Final = Path(__file__).parent.parent / "locale"
_CATALOGUES: Final = (
    (_LOCALE, "offline"),
    (_LOCALE, "pages"),
    (_LOCALE, "verifier"),
    (_LOCALE, "documents"),
    (Path(keys.__file__).parent / "locale", "keys"),
)
# In the sources a code stands in double quotes, a sentence in say("…") or in a data-say element.
_CODE: Final = re.compile(r'"([a-z]+(?:-[a-z]+)*\.[a-z0-9-]+)"')
_SENTENCE: Final = re.compile(r'say\(\s*"([^"]+)"|data-say(?:="[a-z-]+")?>([^<]+)<')
_PARTS_OF_A_VERDICT: Final = ("heading", "line", "line-plain", "line-suspended")


def trimmed(file: BundleFile, *, revocations: bool = True) -> BundleFile:
    """A bundle without what no offline QR code can point to.

    Args:
        file: As published.
        revocations: Whether to keep the lists of decisions. Without them a revoked certificate
            is still REVOKED, but the page cannot say by which decision.
    """
    return replace(
        file,
        authorities=tuple(
            replace(
                part,
                revocations=part.revocations if revocations else None,
                checkpoint=None,
                batches={},
                books={},
            )
            for part in file.authorities
        ),
    )


def of_lists(file: BundleFile) -> dict[str, Json]:
    """A trimmed bundle, its documents folded."""
    return {
        "anchor_list": folded(file.anchor_list),
        "authorities": [
            {
                "entity": part.entity,
                "trust_list": folded(part.trust_list),
                "status_lists": [folded(each) for each in part.status_lists],
                "revocations": folded(part.revocations) if part.revocations else None,
            }
            for part in file.authorities
        ],
    }


def of_rules(rules: Rules) -> dict[str, Json]:
    """Names of series, titles and regions, and what each rule grants, if it grants a title."""
    return {
        "series": {code: _series(rules, code) for code in rules.series_codes},
        "rules": {rule.id: _rule(rule) for rule in rules.all_rules},
        "regions": {each.code: [each.name, each.name_en] for each in rules.regions},
    }


def _series(rules: Rules, code: str) -> dict[str, Json]:
    series = rules.series(code)
    return {
        "zh": series.name_zh,
        "en": series.name_en,
        "decides": series.standing.decides,
        "titles": {level.value: list(series.titles(level)) for level in Level},
    }


def _rule(rule: Rule) -> dict[str, Json]:
    found: dict[str, Json] = {"document": rule.document.reference, "clause": rule.clause}
    if grants(rule):
        found["grants"] = {
            "series": list(_listed(rule, "series")),
            "levels": list(_listed(rule, "levels")),
            "from": rule.effective.isoformat(),
            "until": rule.until.isoformat() if rule.until else None,
        }
    return found


def _listed(rule: Rule, name: str) -> tuple[str, ...]:
    """As `correspondence.may_grant` reads them: a way may leave them open, a grade names one."""
    if rule.kind is Kind.PATHWAY:
        return rule.texts(name)
    return (rule.text(name.removesuffix("s") if name == "levels" else name),)


def of_looks() -> dict[str, Json]:
    """Colour and shape of each verdict, and whether the certificate's own words are shown."""
    return {
        code.value: {
            "colour": look.colour,
            "shape": look.shape,
            "claim": code in SHOWS_CLAIM,
        }
        for code, look in LOOKS.items()
    }


def of_words(sources: Iterable[str]) -> dict[str, Json]:
    """Every sentence that the sources say, by language, with its {facts} left open.

    Raises:
        Malformed: "offline.words": a sentence of the page that is in no catalogue.
    """
    texts = list(sources)
    codes = {code for text in texts for code in _CODE.findall(text)}
    sentences = {one or other for text in texts for one, other in _SENTENCE.findall(text)}
    sentences |= {*LEVELS.values(), *SCOPES.values()}
    return {
        language: _told(Words(language, *_CATALOGUES), codes, sentences) for language in LANGUAGES
    }


def _told(words: Words, codes: Iterable[str], sentences: Iterable[str]) -> Mapping[str, Json]:
    of_verdicts = (
        f"verdict.{code.value.lower().replace('_', '-')}.{part}"
        for code in LOOKS
        for part in _PARTS_OF_A_VERDICT
    )
    told: dict[str, Json] = {}
    for code in sorted({*codes, *of_verdicts}):
        if words.knows(code):
            told[code] = words.as_it_stands(code)
    for sentence in sorted(sentences):
        if words.language != LANGUAGES[0] and not words.knows(sentence):
            raise Malformed("offline.words", sentence=sentence)
        told[sentence] = words.text(sentence)
    return told
