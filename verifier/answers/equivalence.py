"""What something corresponds to, as JSON and in lines.

Every form of the answer says that it is no certificate of a title. Pure.
"""

from __future__ import annotations

from keys.encoding import Json
from keys.words import LANGUAGES, Words
from verifier.citation import citation_lines, cited, slug
from verifier.correspondence import Answer, Equivalence, Held, Option, Question
from verifier.correspondence.equivalence import YEARS
from verifier.rules import Rules


def equivalence_document(
    question: Question, found: Equivalence, words: Words, *, rules: Rules
) -> dict[str, Json]:
    """The answer for a machine, with the words that people read."""
    return {
        "question": question_document(question),
        "answer": found.answer.value,
        "why": found.why,
        "heading": heading(found, words),
        "says": sentence(found, words, rules=rules),
        "leads_to": found.leads_to.value,
        "options": [_option(each) for each in found.options],
        "missing": [_condition(name, found, words) for name in found.missing],
        "failed": [_condition(name, found, words) for name in found.failed],
        "counts_as": found.counts_as,
        "rule": cited(found.rule) if found.rule else None,
        "informs": [cited(each) for each in found.informs],
        "is_title": False,
        "notice": words("equivalence.not-a-title"),
        "book": rules.digest,
    }


def question_document(question: Question) -> dict[str, Json]:
    """The question as it was understood; absent is not said."""
    told: dict[str, Json] = {
        "held": question.held.value,
        "name": question.name,
        "grade": question.grade,
        "region": question.region,
        "on": question.on.isoformat(),
        "obtained_on": question.obtained_on.isoformat() if question.obtained_on else None,
        "years": question.years,
        "met": sorted(question.met),
        "not_met": sorted(question.not_met),
    }
    return {name: value for name, value in told.items() if value not in (None, [])}


def equivalence_lines(
    question: Question, found: Equivalence, words: Words, *, rules: Rules
) -> list[str]:
    """The answer for a person, most important first."""
    lines = [
        f"{heading(found, words)} · {asked(question, words, rules=rules)}",
        f"  {sentence(found, words, rules=rules)}",
    ]
    for name, conditions in (("missing", found.missing), ("failed", found.failed)):
        if conditions:
            lines.append(f"  {words(f'equivalence.{name}')}")
            lines += [f"    · {condition_in_words(each, found, words)}" for each in conditions]
    if len(found.options) > 1:
        lines.append(f"  {words('equivalence.choice')}")
    return [
        *lines,
        *citation_lines(found.rule, found.informs, words),
        f"  {words('equivalence.not-a-title')}",
    ]


def heading(found: Equivalence, words: Words) -> str:
    """The answer in a word or two."""
    if found.leads_to is not found.answer and found.answer is Answer.UNKNOWN and found.rule:
        return words("answer.open")
    return words(f"answer.{slug(found.answer.value)}")


def sentence(found: Equivalence, words: Words, *, rules: Rules) -> str:
    """The reason in a sentence, with the titles that are meant."""
    told = words(found.why, titles=titles_in_words(found, words, rules=rules))
    if found.counts_as is None:
        return told
    education = words(f"education.{slug(found.counts_as)}")
    return words("equivalence.counts-as", education=education)


def asked(question: Question, words: Words, *, rules: Rules) -> str:
    """What is held and where it is asked about: "人工智能工程技术人员（初级）· 盘锦市"."""
    grade, name = question.grade, question.name
    if question.held is not Held.QUALIFICATION and words.knows(f"grade.{slug(grade)}"):
        grade = words(f"grade.{slug(grade)}")
    if question.held is Held.DIGITAL_GRADE:
        named = [each.name for each in rules.occupations if name in (each.code, each.code_2015)]
        name = named[0] if named else name
    what = name if grade == "-" else f"{name}（{grade}）" if name else grade
    return f"{what} · {rules.region_name(question.region, words.language)}"


def titles_in_words(found: Equivalence, words: Words, *, rules: Rules) -> str:
    """The titles that are meant: names, else series and level, else "the matching title"."""
    told = [_in_words(each, words, rules=rules) for each in found.options]
    mark = "、" if words.language == LANGUAGES[0] else ", "
    return mark.join(dict.fromkeys(told)) or words("equivalence.matching-title")


def condition_in_words(name: str, found: Equivalence, words: Words) -> str:
    """A condition of the entry that was followed."""
    if name == YEARS and found.rule is not None and "years" in found.rule.parameters:
        return words("condition.years-number", years=found.rule.number("years"))
    if words.knows(f"condition.{name}"):
        return words(f"condition.{name}")
    return words("condition.other", name=name)


def _in_words(option: Option, words: Words, *, rules: Rules) -> str:
    if option.titles:
        return "/".join(option.titles)
    level = words(f"title-level.{slug(option.level.value)}") if option.level else ""
    if option.series is None:
        return f"{words('equivalence.matching-title')} {level}".strip()
    series = rules.series(option.series)
    name = series.name_en if words.language == "en" else series.name_zh
    return f"{name} {level}".strip()


def _option(option: Option) -> dict[str, Json]:
    return {
        "series": option.series,
        "level": option.level.value if option.level else None,
        "titles": list(option.titles),
    }


def _condition(name: str, found: Equivalence, words: Words) -> dict[str, Json]:
    return {"condition": name, "says": condition_in_words(name, found, words)}
