"""The office's command line, `zc-issuer`.

    init, anchor-list, open-books         founding an instance
    committee add|suspend|...             who may review
    batches, receive, notice, release     batches on their way
    confirm, mint, publish                from a batch to certificates
    revoke, suspend, reinstate            taking back
    countersign, act                      a decision that waits for a second person
    print, hand-out                       the holder's file
    claims make|reissue|withdraw|list     the codes by which holders fetch it
    glyph add|list|remove|preview         characters that no font has
    look check|preview                    how certificates will look
    correspond                            a proof of correspondence, never a certificate
    reports list|close                    what visitors reported as fake
    unit add|withdraw|list                employers that may have rosters verified
    unit invite|passkeys|shut-out         who may sign in for them
    roster check|asked                    rosters, and who asked about a certificate
    seal show|request|install             the certificate of the seal
    fsck, serve, upgrade                  running it

Weighty acts are decisions sealed by operators. With enough `--key`s a command carries its
decision out at once; with fewer it leaves a file that the next person countersigns.
"""

from __future__ import annotations

import os
from pathlib import Path

import click

from issuer.cli import (
    acts,
    batches,
    certificates,
    claims,
    committees,
    correspondences,
    fake_reports,
    founding,
    glyphs,
    looks,
    seal,
    service,
    unit_access,  # noqa: F401  its commands stand in the group of `units`
    units,
)
from issuer.cli.terminal import CATALOGUES, UNUSABLE, Terminal
from issuer.config import Config
from keys.errors import CredentialError
from keys.words import SHORT, Words


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--instance", type=click.Path(path_type=Path), help="实例文件夹 / instance folder")
@click.option("--lang", type=click.Choice([*SHORT]), help="语言 / language")
@click.option("--json", "as_json", is_flag=True, help="机器可读 / for machines")
@click.pass_context
def main(context: click.Context, instance: Path | None, lang: str | None, as_json: bool) -> None:  # noqa: FBT001
    """职称电子证书签发机关的命令行 / the issuing authority's desk."""
    try:
        config = Config.from_env()
        if instance is not None:
            config = Config.from_env({**os.environ, "ZC_INSTANCE": str(instance)})
    except CredentialError as error:
        click.echo(Words("zh_CN", *CATALOGUES).from_error(error), err=True)
        context.exit(UNUSABLE)
    language = SHORT[lang] if lang else config.language
    terminal = Terminal(config=config, language=language, as_json=as_json)
    context.obj = terminal
    context.call_on_close(terminal.close)


_PARTS = (
    founding,
    committees,
    batches,
    acts,
    certificates,
    claims,
    glyphs,
    looks,
    correspondences,
    fake_reports,
    seal,
    service,
    units,
)
for part in _PARTS:
    for each in part.COMMANDS:
        main.add_command(each)
