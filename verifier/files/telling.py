"""A file's verdict in words and as JSON: the answer, what was found about the file, the record.

What the record says is always told, beside whatever became of the file, so that a reader holds
the page against it; a machine finds it under `file`, and finds `certificate` only where it may
rely on it. Pure: the words are handed in.
"""

from __future__ import annotations

from keys.encoding import Json
from keys.words import Words
from verifier import report
from verifier.files.findings import FileFinding, FileVerdict
from verifier.report import MARKS, Line
from verifier.rules import Rules


def mend_of(finding: FileFinding, words: Words) -> str | None:
    """What to do about a finding; None where nothing has to be done."""
    code = f"{finding.code}.mend"
    return words(code, **finding.facts) if words.knows(code) else None


def file_document(told: FileVerdict, words: Words, *, official: str) -> dict[str, Json]:
    """The answer for a machine: that of a certificate, and a member `file`.

    `certificate` is what may be relied on and null beside any verdict that is not valid;
    `file.record` is what the record says, to compare.
    """
    verdict, record = told.verdict, told.on_record
    answer = report.document(verdict, words, official=official)
    return {
        **answer,
        "certificate": answer["certificate"] if verdict.code.is_valid else None,
        "file": {
            "kind": told.kind.value,
            "pages": told.pages,
            "sealed": told.sealed,
            "compare": told.compare,
            "findings": [
                {
                    "code": each.code,
                    "outcome": each.outcome.value,
                    "facts": dict(each.facts),
                    "says": words(each.code, **each.facts),
                    "mend": mend_of(each, words),
                }
                for each in told.findings
            ],
            "record_verdict": told.record.code.value,
            "record": report.certificate_document(record) if record else None,
        },
    }


def file_lines(told: FileVerdict, words: Words, *, rules: Rules, official: str) -> list[Line]:
    """The whole report, line by line."""
    verdict, record = told.verdict, told.on_record
    shape, style = report.LOOKS[verdict.code]
    lines = [
        Line(f"{shape} {report.heading(verdict, words)}", f"bold {style}"),
        Line(f"  {report.line(verdict, words, official=official)}"),
        Line(""),
        Line(f"  {words.text('文件')}"),
    ]
    for finding in told.findings:
        mark, word, style = MARKS[finding.outcome]
        says = words(finding.code, **finding.facts)
        lines.append(Line(f"  {mark} {words.text(word)}  {says}", style))
        mend = mend_of(finding, words)
        lines += [Line(f"      {mend}")] if mend else []
    lines.append(Line(""))
    if record is not None:
        title = "官方记录（请与文件逐项比对）" if told.compare else "官方记录"
        lines.append(Line(f"  {words.text(title)}：{report.heading(told.record, words)}"))
        fields = report.fields(record, words, rules=rules)
        lines += [Line(f"  {label}  {value}") for label, value in fields]
        lines.append(Line(""))
    return lines + report.steps(told.record, words)
