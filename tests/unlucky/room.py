"""A process that reads unlucky files, each in a child of its own with bounds of memory and time.

The desk is imported once; a child is a fork, takes its bounds, reads one file as the desk does
and is measured when it has ended. Started by `tests.unlucky.bounded`; requests and answers are
lines of JSON.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import signal
import sys
import time
from pathlib import Path
from typing import Any

from issuer.admission import Severity
from issuer.committee.cli import main as desk
from issuer.committee.drafts import header_of, make_drafts, read_paper
from issuer.committee.marking import mark
from issuer.committee.reading import read_list
from issuer.committee.report import desk_words, tell_all
from issuer.committee.workbook import read_book
from keys.errors import CredentialError
from keys.words import LANGUAGES
from tests.issuer.desk_world import RULES, SIGNED, profile, sitting, terms

MEMORY = 512 * 2**20
WORK = 15  # seconds of work; a drill shares its machine
WAIT = 60
WORDS = {language: desk_words(language) for language in LANGUAGES}


def main() -> None:
    """Answer requests until there are none."""
    for line in sys.stdin:
        asked = json.loads(line)
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            _run(asked)
        _, status, used = os.wait4(child, 0)
        answer = {
            "exit": os.waitstatus_to_exitcode(status),
            "megabytes": used.ru_maxrss / 1024,
            "seconds": time.monotonic() - began,
        }
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _run(asked: dict[str, str]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (WORK, WORK))
    signal.setitimer(signal.ITIMER_REAL, WAIT)
    answer = DOERS[asked["do"]](asked)
    Path(asked["answer"]).write_text(json.dumps(answer), "utf-8")
    os._exit(0)


def read(asked: dict[str, str]) -> dict[str, Any]:
    """What the desk makes of a file, in this process: problems, refusal or people."""
    data, encoding = Path(asked["file"]).read_bytes(), asked["encoding"]
    counter = iter(range(1, 10**6))
    about = terms()
    try:
        book = read_book(data, encoding=encoding)
        found = read_list(book.grid, about, salt=lambda: next(counter).to_bytes(16, "big"))
    except CredentialError as error:
        says = {language: words.from_error(error) for language, words in WORDS.items()}
        return {"refusal": error.code, "says": says}
    said = sitting(len(found.rows))
    header = header_of(found.rows, said, profile(), rules=RULES, at=SIGNED)
    problems = found.check(header, about)
    told = {language: tell_all(problems, words, rules=RULES) for language, words in WORDS.items()}
    if problems:
        whole = read_book(data, encoding=encoding, whole=True)
        for language, words in WORDS.items():
            Path(asked["marked"] + language).write_bytes(mark(whole, told[language], words))
    answer: dict[str, Any] = {
        "problems": [(each.line, each.column, each.code) for each in problems],
        "told": {language: [each.to_dict() for each in all_] for language, all_ in told.items()},
    }
    if all(each.severity is Severity.HOLD for each in problems):
        drafts = make_drafts(found.rows, said, profile(), rules=RULES, at=SIGNED)
        again = [row for draft in drafts for row in read_paper(draft.to_bytes()).rows]
        answer["people"] = [(row.name, row.id_no) for row in again]
        answer["parts"] = len(drafts)
    return answer


def command(asked: dict[str, str]) -> dict[str, Any]:
    """What the command line says, whose reading is in a child of its own once more."""
    os.chdir(asked["folder"])
    words = ["--json", "--lang", asked["language"], "draft", asked["file"]]
    words += ["--committee", "committee.json", "--number", "DZ-1", "--method", "评审"]
    words += ["--meeting", "2025-06-14", "--tally", "tally.pdf", "--applied", "99999"]
    words += ["--reviewed", "99999", "--standard", "示例标准条件", "--encoding", asked["encoding"]]
    words += ["--annotate", asked["marked"], "--out", asked["draft"]]
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            desk(words)
        except SystemExit as end:
            code = int(end.code or 0)
    result = json.loads(out.getvalue() or "{}")
    return {"code": code, "result": result, "says": err.getvalue()}


def swell(_: dict[str, str]) -> dict[str, Any]:
    """A reader that takes more memory than it may: the bound must end it."""
    return {"bytes": len(bytes(MEMORY))}


def spin(_: dict[str, str]) -> dict[str, Any]:
    """A reader that never ends."""
    resource.setrlimit(resource.RLIMIT_CPU, (1, 1))
    while True:
        pass


DOERS = {"read": read, "command": command, "swell": swell, "spin": spin}

if __name__ == "__main__":
    main()
