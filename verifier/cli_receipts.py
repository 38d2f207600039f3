"""`zc-verify receipt`: whether the receipt of a roster is genuine, and about which files.

    zc-verify receipt roster.receipt.jwt --roster roster.xlsx --result result.xlsx --bundle … \
        --anchor …

Exit codes: 0 genuine and about this roster (and this result), 1 not, 2 genuine but no roster was
shown, 3 unusable. What a file says is not read: a digest over all of it is compared.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import click

from keys.encoding import Json
from keys.errors import Untrusted
from keys.words import Words
from verifier.china_time import in_words
from verifier.cli_rim import (
    CANNOT_TELL,
    FILE,
    NOT_VALID,
    VALID,
    Asked,
    opened_bundle,
    read_file,
    say_error,
    source_text,
    verifying,
)
from verifier.roster_receipt import MAX_RECEIPT_BYTES, RosterReceipt, demand_files, open_receipt

MAX_FILE: Final = 64 * 2**20  # a result is somewhat longer than its roster


@click.command(help="核对名册核验回执。Check the receipt of a roster.")
@click.argument("source", metavar="FILE|-")
@click.option("--roster", type=FILE, help="当时提交的名册。 The roster as it was handed in.")
@click.option("--result", type=FILE, help="当时返回的结果。 The result as it was given back.")
@verifying
def receipt(asked: Asked, *, roster: Path | None, result: Path | None) -> int:
    """One receipt, held against its files; gives the exit code."""
    bundle = opened_bundle(asked)
    shown = {
        name: read_file(path, MAX_FILE)
        for name, path in (("roster", roster), ("result", result))
        if path is not None
    }
    try:
        found = open_receipt(
            source_text(asked.source, MAX_RECEIPT_BYTES).strip(), bundle, at=asked.at
        )
        demand_files(found, roster=shown.get("roster"), result=shown.get("result"))
    except Untrusted as error:
        say_error(asked, error.code, asked.words.from_error(error))
        return NOT_VALID
    name = bundle.authority(found.issuer).profile.name
    if asked.as_json:
        told = _document(found, shown=tuple(shown), says=asked.words(_says(tuple(shown))))
        click.echo(json.dumps({**told, "issuer_name": name}, ensure_ascii=False, indent=2))
    else:
        _print(found, name, asked.words, says=asked.words(_says(tuple(shown))))
    return VALID if "roster" in shown else CANNOT_TELL


def _says(shown: tuple[str, ...]) -> str:
    if "roster" not in shown:
        return "receipt.unbound"
    return "receipt.genuine-result" if "result" in shown else "receipt.genuine"


def _document(found: RosterReceipt, *, shown: tuple[str, ...], says: str) -> dict[str, Json]:
    return {
        "kind": "roster-receipt",
        "says": says,
        "shown": list(shown),
        "number": found.number,
        "issuer": found.issuer,
        "issued_at": found.issued_at.isoformat(),
        "unit": found.unit,
        "uscc": found.uscc,
        "purpose": found.purpose,
        "rows": found.rows,
        "counts": dict(found.counts),
        "lists": found.lists.to_dict(),
    }


def _print(found: RosterReceipt, issuer: str, words: Words, *, says: str) -> None:
    lists = found.lists
    status = "、".join(f"{address} #{seq}" for address, seq in sorted(lists.status.items()))
    told = (
        ("核验单位", f"{found.unit}（{found.uscc}）"),
        ("核验用途", found.purpose),
        ("核验于", in_words(found.issued_at)),
        ("名册行数", str(found.rows)),
        ("各类结论", "、".join(f"{code} {n}" for code, n in sorted(found.counts.items()))),
        ("所用名单", f"{lists.authorities} / {lists.committees} / {lists.revocations}；{status}"),
        ("回执编号", found.number),
        ("签发", issuer),
    )
    click.echo(says)
    for label, value in told:
        click.echo(f"  {words.text(label)}  {value}")
