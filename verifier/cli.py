"""`zc-verify`: judge a certificate offline, against a bundle and a pinned anchor.

    zc-verify certificate.txt --bundle bundle.json --anchor anchor.json
    zc-verify certificate.pdf … # or a PNG or JPEG; needs the extra zhicheng[files]
    zc-verify 'https://zc.example/v/…#1…' --bundle … --anchor …   # content of an offline QR code
    zc-verify - < certificate.txt …
    zc-verify offline-page --to offline.html …                    # see verifier.cli_offline
    zc-verify equivalence | recognise | answer | correspondence … # see verifier.cli_asking
    zc-verify receipt roster.receipt.jwt --roster roster.xlsx …   # see verifier.cli_receipts

Exit codes: 0 valid, 1 not valid, 2 cannot tell, 3 unusable input or usage. It opens no socket;
the only file it writes is the one named by --memory.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Final

import click

from keys.encoding import Json
from keys.errors import CredentialError, TooLarge
from verifier import report
from verifier.bundle import Bundle
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
from verifier.rules import load_rules
from verifier.verdict import KEY, Finding, Outcome, Verdict, VerdictCode
from verifier.verify import verify


@click.command(help="核验职称电子证书（离线）。Verify a title certificate, offline.")
@click.argument("source", metavar="FILE|-|LINK")
@verifying
def command(asked: Asked) -> int:
    """One verification; gives the exit code."""
    data = source_bytes(asked.source, MAX_FILE_BYTES)
    if is_file(data):
        return _check_file(data, asked)
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
    _say(asked, verdict, bundle)
    return exit_code(verdict.code)


def _check_file(data: bytes, asked: Asked) -> int:
    """One file; gives the exit code."""
    # Imported only for a file: a certificate's text needs none of it.
    from verifier.files.checking import verify_file  # noqa: PLC0415
    from verifier.files.telling import file_document, file_lines  # noqa: PLC0415

    bundle = _lists(asked)
    if bundle is None:
        return CANNOT_TELL
    told = verify_file(data, bundle, asked.at)
    official = ", ".join(sorted(bundle.hosts()))
    if asked.as_json:
        _echo_json(file_document(told, asked.words, official=official))
    else:
        _print(file_lines(told, asked.words, rules=bundle.rules, official=official))
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


def _say(asked: Asked, verdict: Verdict, bundle: Bundle | None) -> None:
    official = ", ".join(sorted(bundle.hosts())) if bundle else ""
    if asked.as_json:
        _echo_json(report.document(verdict, asked.words, official=official))
        return
    rules = bundle.rules if bundle else load_rules()
    _print(report.lines(verdict, asked.words, rules=rules, official=official))


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
