"""Founding an instance at the command line: `init`, `anchor-list`, `open-books`.

zc-issuer init            keys, database, and a request for the anchor
(the anchor signs its list with `zc-keys anchor`)
zc-issuer anchor-list     pins the anchor and takes its list in
zc-issuer open-books      names the operators; the first trust list is signed
"""

from __future__ import annotations

from pathlib import Path

import click

from issuer import founding
from issuer.cli.terminal import Terminal, command
from issuer.config import InstanceIdentity
from keys.trust import Anchor

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("init")
@click.option("--entity", required=True, help="https://zc.weihai.example")
@click.option("--name", required=True, help="发证机关名称 / name of the authority")
@click.option("--region", required=True, help="六位行政区划代码 / GB/T 2260, six digits")
@click.option("--host", required=True, help="官方域名 / official host")
@click.option("--anchor", required=True, help="https://anchor.example")
@click.option("--contact", help="咨询电话 / contact")
@click.pass_obj
@command
def init(terminal: Terminal, **identity: str) -> None:
    """建立实例：密钥、数据库和提交给信任锚的申请 / found an instance."""
    request = founding.found(
        terminal.config,
        InstanceIdentity(**identity),
        passphrase=terminal.machine_passphrase(new=True),
        at=terminal.at,
    )
    path = terminal.config.instance / founding.REQUEST_FILE
    terminal.answer({"request": str(path), "entity": request.profile.entity})
    terminal.say("实例已建立：{path}", path=str(terminal.config.instance))
    terminal.say("下一步：请信任锚对 {path} 签名，再执行 zc-issuer anchor-list。", path=str(path))


@click.command("anchor-list")
@click.argument("anchor", type=_FILE)
@click.argument("listing", type=_FILE)
@click.pass_obj
@command
def anchor_list(terminal: Terminal, anchor: Path, listing: Path) -> None:
    """固定信任锚并载入其机关名单 / pin the anchor, take in its list of authorities."""
    founding.install_anchor(terminal.config, Anchor.from_bytes(anchor.read_bytes()))
    founding.install_authorities(
        terminal.office, listing.read_text("utf-8").strip(), at=terminal.at
    )
    terminal.answer({"anchor": terminal.office.anchor.entity})
    terminal.say("已载入信任锚 {anchor} 的机关名单。", anchor=terminal.office.anchor.entity)


@click.command("open-books")
@click.option("--operator", "operators", multiple=True, required=True, type=_FILE)
@click.pass_obj
@command
def open_books(terminal: Terminal, operators: tuple[Path, ...]) -> None:
    """登记经办人公钥并签发第一份信任名单 / name the operators, sign the first trust list."""
    keys = [founding.read_public_key(path.read_bytes(), since=terminal.at) for path in operators]
    founding.open_books(terminal.office, keys, at=terminal.at)
    terminal.registrar.publish(at=terminal.at)
    persons = "、".join(sorted(str(key.person) for key in keys))
    terminal.answer({"operators": [key.person for key in keys]})
    terminal.say("已登记经办人：{persons}。信任名单第 1 号已签发。", persons=persons)


COMMANDS = (init, anchor_list, open_books)
