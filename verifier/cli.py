"""`zc-verify`: judge a certificate offline, against a bundle and a pinned anchor.

    zc-verify certificate.txt --bundle bundle.json --anchor anchor.json
    zc-verify certificate.pdf … # or a PNG or JPEG; needs the extra zhicheng[files]
    zc-verify 'https://zc.example/v/…#1…' --bundle … --anchor …   # content of an offline QR code
    zc-verify - < certificate.txt …
    zc-verify certificate.txt --to 370000 --employer PRIVATE …    # and whether it counts there
    zc-verify offline-page --to offline.html …                    # see verifier.cli_offline
    zc-verify lists …                                             # see verifier.cli_lists
    zc-verify equivalence | recognise | answer | correspondence … # see verifier.cli_asking
    zc-verify receipt roster.receipt.jwt --roster roster.xlsx …   # see verifier.cli_receipts

Exit codes: 0 valid, 1 not valid, 2 cannot tell, 3 unusable input or usage. It opens no socket;
the only file it writes is the one named by --memory.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from keys.encoding import Json
from keys.errors import CredentialError, TooLarge
from verifier import report
from verifier.bundle import Bundle
from verifier.china_time import china_day
from verifier.cli_rim import (
    CANNOT_TELL,
    MAX_TEXT,
    NOT_VALID,
    UNUSABLE,
    VALID,
    Asked,
    opened_bundle,
    source_bytes,
    verifying,
)
from verifier.files.kinds import MAX_FILE_BYTES, is_file
from verifier.rules import Rules, load_rules, short_code
from verifier.verdict import KEY, Finding, Outcome, Verdict, VerdictCode
from verifier.verify import verify

if TYPE_CHECKING:
    from verifier.placing import Placed

EMPLOYERS: Final = ("PRIVATE", "STATE", "INSTITUTION", "GOVERNMENT", "OTHER")
"""As `verifier.recognition.Employer`, which is read only where a place is named."""


class _Where(NamedTuple):
    """Where it is to count: region, and kind of employer if said."""

    region: str
    employer: str | None


@click.command(help="核验职称电子证书（离线）。Verify a title certificate, offline.")
@click.argument("source", metavar="FILE|-|LINK")
@click.option(
    "--to", "region", metavar="CODE", help="使用地区代码。 Where it is to count, GB/T 2260."
)
@click.option("--employer", type=click.Choice(EMPLOYERS), help="用人单位性质。 Kind of employer.")
@verifying
def command(asked: Asked, *, region: str | None, employer: str | None) -> int:
    """One verification; gives the exit code."""
    if employer and not region:
        raise click.UsageError("--employer 要和 --to 一起用。 --employer goes with --to.")
    where = _Where(region, employer) if region else None
    data = source_bytes(asked.source, MAX_FILE_BYTES)
    if is_file(data):
        return _check_file(data, asked, where)
    if len(data) > MAX_TEXT:
        raise TooLarge("wire.too-large", limit=MAX_TEXT)
    text = data.decode("utf-8")
    if _may_be_paper(text):
        # Imported only for what is no certificate by its form.
        from verifier.cli_asking import is_paper, show_paper  # noqa: PLC0415

        if is_paper(text):
            # Genuine or not, it is no certificate of a title: the answer here is never yes.
            return NOT_VALID if show_paper(text, asked) == NOT_VALID else CANNOT_TELL
    bundle = _lists(asked)
    if bundle is None:
        return CANNOT_TELL
    verdict = verify(text, bundle, asked.at)
    placed = _placed(verdict, where, bundle, asked) if where else None
    verdict = placed.verdict if placed else verdict
    _say(asked, verdict, bundle, placed)
    return exit_code(verdict.code)


def _placed(verdict: Verdict, where: _Where, bundle: Bundle, asked: Asked) -> Placed:
    """The verdict held to the place that was named."""
    # Imported only where a place is named: most verifications ask about none.
    from verifier.placing import place  # noqa: PLC0415
    from verifier.recognition import Employer, Receiving  # noqa: PLC0415

    employer = Employer(where.employer) if where.employer else None
    receiving = Receiving(short_code(where.region), china_day(asked.at), employer)
    return place(verdict, receiving, bundle=bundle, rules=bundle.rules)


def _check_file(data: bytes, asked: Asked, where: _Where | None) -> int:
    """One file; gives the exit code."""
    # Imported only for a file: a certificate's text needs none of it.
    from verifier.files.checking import verify_file  # noqa: PLC0415
    from verifier.files.telling import file_document, file_lines  # noqa: PLC0415

    bundle = _lists(asked)
    if bundle is None:
        return CANNOT_TELL
    told = verify_file(data, bundle, asked.at)
    placed = _placed(told.record, where, bundle, asked) if where else None
    if placed is not None:
        told = replace(told, record=placed.verdict)
    official = ", ".join(sorted(bundle.hosts()))
    if asked.as_json:
        document = file_document(told, asked.words, official=official)
        _echo_json({**document, "place": _place_document(placed, asked, bundle.rules)})
    else:
        lines = file_lines(told, asked.words, rules=bundle.rules, official=official)
        _print([*lines, *_place_lines(placed, asked, bundle.rules)])
    return exit_code(told.verdict.code)


def _lists(asked: Asked) -> Bundle | None:
    """The bundle; None, and it was said, where the trust list has expired."""
    try:
        return opened_bundle(asked)
    except CredentialError as error:
        if error.code != "trust.expired":
            raise
        # The file is whole and was true once: that is no error of usage, there is no answer.
        finding = Finding(KEY, error.code, Outcome.UNKNOWN, error.facts)
        _say(asked, Verdict(VerdictCode.CANNOT_TELL, (finding,), asked.at), None)
        return None


def _may_be_paper(text: str) -> bool:
    """Whether a text could be a proof of correspondence: every certificate but a link has a ~."""
    return "~" not in text and ("/correspondence#" in text or text.count(".") == _DOTS_OF_A_JWS)


def exit_code(code: VerdictCode) -> int:
    """The exit code of a verdict."""
    if code.is_valid:
        return VALID
    return CANNOT_TELL if code.is_open else NOT_VALID


def _say(
    asked: Asked, verdict: Verdict, bundle: Bundle | None, placed: Placed | None = None
) -> None:
    official = ", ".join(sorted(bundle.hosts())) if bundle else ""
    rules = bundle.rules if bundle else load_rules()
    if asked.as_json:
        document = report.document(verdict, asked.words, official=official)
        _echo_json({**document, "place": _place_document(placed, asked, rules)})
        return
    lines = report.lines(verdict, asked.words, rules=rules, official=official)
    _print([*lines, *_place_lines(placed, asked, rules)])


def _place_document(placed: Placed | None, asked: Asked, rules: Rules) -> dict[str, Json] | None:
    """What is answered about the place, where one was named."""
    if placed is None:
        return None
    from verifier.answers import recognition_document  # noqa: PLC0415

    return recognition_document(placed.reply, placed.receiving, asked.words, rules=rules)


def _place_lines(placed: Placed | None, asked: Asked, rules: Rules) -> list[report.Line]:
    if placed is None:
        return []
    from verifier.answers import recognition_lines  # noqa: PLC0415

    told = recognition_lines(placed.reply, placed.receiving, asked.words, rules=rules)
    return [report.Line(""), *(report.Line(f"  {line}") for line in told)]


def _echo_json(told: dict[str, Json]) -> None:
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))


def _print(lines: Sequence[report.Line]) -> None:
    if not sys.stdout.isatty():
        for line in lines:
            click.echo(line.text)
        return
    # Imported only where somebody looks: it costs as much as the whole verification.
    from rich.console import Console  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console(highlight=False)
    for line in lines:
        console.print(Text(line.text, style=line.style))


_DOTS_OF_A_JWS: Final = 2
OFFLINE_PAGE: Final = "offline-page"
LISTS: Final = "lists"
QUESTIONS: Final = ("answer", "correspondence", "equivalence", "receipt", "recognise")
"""Commands of `verifier.cli_asking`; a file of such a name is given as ./name."""


def main(arguments: Sequence[str] | None = None) -> None:
    """The entry point of `zc-verify`."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    asked, name = command, "zc-verify"
    if given and given[0] in QUESTIONS:
        # Imported only where it is asked: a verification needs none of it.
        from verifier.cli_asking import COMMANDS  # noqa: PLC0415

        asked, name = COMMANDS[given[0]], f"zc-verify {given.pop(0)}"
    elif given and given[0] == OFFLINE_PAGE:
        # Likewise: a verification carries no page.
        from verifier.cli_offline import command as make_page  # noqa: PLC0415

        asked, name = make_page, f"zc-verify {given.pop(0)}"
    elif given and given[0] == LISTS:
        from verifier.cli_lists import command as show_lists  # noqa: PLC0415

        asked, name = show_lists, f"zc-verify {given.pop(0)}"
    try:
        code = asked.main(args=given, prog_name=name, standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = UNUSABLE
    except click.Abort:
        code = UNUSABLE
    sys.exit(code)


if __name__ == "__main__":
    main()
