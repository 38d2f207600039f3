"""`zc-keys anchor`: the root of trust, and the numbered list of authorities it signs.

Everything is shown in words before it is signed: which authority is new, changed, kept or
dropped, and every key with its fingerprint, to be compared with what the authority said on
another way.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from keys.ceremony import Change, Draft, Entry, Request, draft_list
from keys.console import FINGERPRINT, Console
from keys.encoding import Sha256, fingerprint, sha256
from keys.envelope import claimed_kids, countersign, peek
from keys.errors import KeyFileError, Refused
from keys.file_signer import open_file_signer
from keys.key_file import read_key_file
from keys.public_key import TrustedKey
from keys.roles import Role, Typ
from keys.signer import MemorySigner
from keys.trust import MAX_LIST_BYTES, Anchor, TrustList, open_trust_list

_FILE = click.Path(path_type=Path)
_KEY = click.option("--key", "keys", type=_FILE, multiple=True, required=True)
_ANCHOR = click.option("--anchor", "anchor_file", type=_FILE, required=True)
_TO = click.option("--to", type=_FILE, required=True)
_PASSPHRASE = click.option("--passphrase-file", type=_FILE)
_YES = click.option("--yes", is_flag=True, help="不再询问 · do not ask")
_CHANGES = {
    Change.NEW: "新增",
    Change.CHANGED: "变更",
    Change.KEPT: "不变",
    Change.DROPPED: "移除",
}


@click.group()
def anchor() -> None:
    """信任锚与颁发机构名单 · The anchor and its list of authorities."""


@anchor.command("init")
@click.option("--entity", required=True, help="信任锚网址 · entity identifier, an https URL")
@_KEY
@click.option("--with", "former", type=_FILE, help="沿用其密钥的旧信任锚 · a former anchor file")
@_TO
@click.pass_obj
def init(
    console: Console, *, entity: str, keys: tuple[Path, ...], former: Path | None, to: Path
) -> None:
    """用密钥文件的公钥制作信任锚文件 · An anchor file from the public halves of key files."""
    trusted = {key.kid: key for key in _anchor_of(former).keys} if former else {}
    for path in keys:
        file = read_key_file(path)
        if file.public is None or file.role is not Role.ANCHOR:
            raise KeyFileError(
                "key-file.role", path=str(path), wanted=Role.ANCHOR.value, found=file.role.value
            )
        key = TrustedKey(file.public, Role.ANCHOR, file.person, console.at)
        trusted.setdefault(key.kid, key)
    made = Anchor(entity, tuple(sorted(trusted.values(), key=lambda key: key.kid)))
    # Read back, so that an entity no reader accepts is refused here and not at the readers'.
    data = Anchor.from_bytes(made.to_bytes()).to_bytes()
    console.write(to, data)
    digest = fingerprint(sha256(data))
    console.tell("已写入信任锚 {path}，指纹 {digest}", path=str(to), digest=digest)
    console.tell("请通过另一条途径（当面、电话、公报）公布指纹，供他人核对。")
    console.result({"path": str(to), "fingerprint": digest})


@anchor.command("list")
@_ANCHOR
@_KEY
@click.option("--request", "requests", type=_FILE, multiple=True, help="机构申请 · a request file")
@click.option("--drop", multiple=True, help="移除的机构网址 · an entity to drop")
@click.option("--previous", type=_FILE, help="上一期名单 · the list before")
@click.option("--days", type=click.IntRange(1, 400), default=90, show_default=True)
@_TO
@_PASSPHRASE
@_YES
@click.pass_obj
def sign_list(
    console: Console,
    *,
    anchor_file: Path,
    keys: tuple[Path, ...],
    requests: tuple[Path, ...],
    drop: tuple[str, ...],
    previous: Path | None,
    days: int,
    to: Path,
    passphrase_file: Path | None,
    yes: bool,
) -> None:
    """签发下一期颁发机构名单 · Sign the next list of authorities.

    换用新锚密钥时，先写旧密钥，再写新密钥。When an anchor changes its key, give the old key
    first, then the new one.
    """
    root = _anchor_of(anchor_file)
    before = _list_of(console, previous, root) if previous else None
    asked = [Request.from_bytes(_bytes_of(path), since=console.at) for path in requests]
    draft = draft_list(root, asked, before=before, drop=drop)
    expires_at = console.at + timedelta(days=days)
    _summary(console, draft, until=f"{expires_at:%Y-%m-%d}")
    if not yes:
        console.confirm("以上内容是否逐项核对无误，并签名？")
    passphrase = console.passphrase(passphrase_file)
    signers = [_signer(path, passphrase, root) for path in keys]
    token = draft.sign(signers, at=console.at, expires_at=expires_at)
    signed = open_trust_list(
        token, root.keyring(), issuer=root.entity, at=console.at, at_least=draft.seq
    )
    console.write(to, token.encode())
    _written(console, to, signed)


@anchor.command("countersign")
@click.argument("file", type=_FILE)
@_ANCHOR
@click.option("--key", type=_FILE, required=True)
@_TO
@_PASSPHRASE
@_YES
@click.pass_obj
def countersign_list(
    console: Console,
    *,
    file: Path,
    anchor_file: Path,
    key: Path,
    to: Path,
    passphrase_file: Path | None,
    yes: bool,
) -> None:
    """在已签名的名单上加签 · Add a signature to a signed list."""
    root = _anchor_of(anchor_file)
    found = _list_of(console, file, root)
    entries = tuple(Entry(each.subject, Change.KEPT, each, None) for each in found.statements)
    _summary(
        console, Draft(root, None, entries), until=f"{found.expires_at:%Y-%m-%d}", seq=found.seq
    )
    if not yes:
        console.confirm("以上内容是否逐项核对无误，并签名？")
    signer = _signer(key, console.passphrase(passphrase_file), root)
    token = countersign(found.token, Typ.TRUST_LIST, signer).decode()
    signed = open_trust_list(token, root.keyring(), issuer=root.entity, at=console.at)
    console.write(to, token.encode())
    _written(console, to, signed)


def _summary(console: Console, draft: Draft, *, until: str, seq: int | None = None) -> None:
    console.tell(
        "信任锚 {entity}，第 {seq} 期名单，有效至 {until}",
        entity=draft.anchor.entity,
        seq=seq or draft.seq,
        until=until,
    )
    rows: list[tuple[str, str, str, str, str]] = []
    for entry in draft.entries:
        new = {key.kid for key in entry.new_keys()}
        first = (entry.subject, console.text(_CHANGES[entry.change]))
        keys = entry.keys()
        if not keys:
            rows.append((*first, "", "", ""))
        for key in keys:
            mark = console.text("新密钥") if key.kid in new else ""
            if key.revoked_at is not None:
                mark = console.text("已吊销")
            rows.append((*first, key.role.value, fingerprint(Sha256(key.kid)), mark))
            first = ("", "")
    console.table(("机构", "变化", "密钥角色", FINGERPRINT, "说明"), rows)
    said = [(entry.subject, *line) for entry in draft.entries for line in entry.differences()]
    if said:
        console.table(("机构", "项目", "原内容", "新内容"), said)


def _written(console: Console, path: Path, signed: TrustList) -> None:
    digest = fingerprint(signed.digest)
    count = len(claimed_kids(signed.token))
    console.tell(
        "已写入第 {seq} 期名单 {path}，{count} 个签名，指纹 {digest}",
        seq=signed.seq,
        path=str(path),
        count=count,
        digest=digest,
    )
    console.result(
        {"path": str(path), "seq": signed.seq, "digest": signed.digest, "signatures": count}
    )


def _signer(path: Path, passphrase: bytes, root: Anchor) -> MemorySigner:
    signer = open_file_signer(path, passphrase=passphrase, role=Role.ANCHOR)
    if all(key.kid != signer.kid for key in root.keys):
        raise Refused("ceremony.foreign-key", path=str(path), entity=root.entity)
    return signer


def _anchor_of(path: Path) -> Anchor:
    return Anchor.from_bytes(_bytes_of(path))


def _list_of(console: Console, path: Path, root: Anchor) -> TrustList:
    token = _bytes_of(path).decode("utf-8", "replace").strip()
    expires = peek(token, limit=MAX_LIST_BYTES).get("exp")
    # A list that ran out must still be followed by the next one: its last second will do.
    last = expires - 1 if isinstance(expires, int) else 0
    at = min(console.at, datetime.fromtimestamp(last, UTC))
    return open_trust_list(token, root.keyring(), issuer=root.entity, at=at)


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_LIST_BYTES + 1)
    except OSError as error:
        why = error.strerror or ""
        raise KeyFileError("key-file.unreadable", path=str(path), why=why) from error
