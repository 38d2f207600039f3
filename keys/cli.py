"""`zc-keys`: make keys, look at them, prove that they work, and sign the lists of an anchor.

A thin rim: it reads the clock, asks for passphrases and shows tables. Nothing is signed before a
person has seen in words what it is.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from keys.anchor_cli import anchor
from keys.console import FINGERPRINT, LOCALE, Console, public_document
from keys.encoding import Json, Sha256, fingerprint, sha256
from keys.errors import CredentialError, Malformed
from keys.file_signer import open_file_signer, open_secret
from keys.key_file import KeyFile, read_key_file, write_key_file
from keys.roles import PERSONAL, SYMMETRIC, Role
from keys.secret import DataKey, IndexKey, Pepper
from keys.signer import MemorySigner
from keys.trust import Anchor
from keys.words import SHORT, Words

_SECRETS: dict[Role, type[DataKey | IndexKey | Pepper]] = {
    Role.DATA: DataKey,
    Role.INDEX: IndexKey,
    Role.PEPPER: Pepper,
}
_FILE = click.Path(path_type=Path)


class _Refusing(click.Group):
    """Turns our errors into words and exit code 1; whatever else goes wrong is a bug and shows."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except CredentialError as error:
            console: Console = ctx.obj
            console.refuse(error)
            ctx.exit(1)


@click.group(cls=_Refusing)
@click.option("--lang", type=click.Choice([*SHORT]), default="zh", help="语言 · language")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出结果 · results as JSON")
@click.pass_context
def main(context: click.Context, *, lang: str, as_json: bool) -> None:
    """密钥与信任表 · Keys and trust lists."""
    at = datetime.now(UTC).replace(microsecond=0)
    context.obj = Console(Words(SHORT[lang], LOCALE), as_json, at)


@main.command()
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--person", help="持有人代号，评委会与经办人密钥必填 · holder's id")
@click.option("--to", "directory", type=_FILE, required=True, help="存放目录 · directory")
@click.option("--passphrase-file", type=_FILE)
@click.pass_obj
def generate(
    console: Console,
    *,
    role: str,
    person: str | None,
    directory: Path,
    passphrase_file: Path | None,
) -> None:
    """生成密钥文件 · Make a key file."""
    chosen = Role(role)
    if chosen in PERSONAL and not person:
        raise Malformed("key.person", role=role)
    passphrase = console.passphrase(passphrase_file, new=True)
    if chosen in SYMMETRIC:
        path = write_key_file(directory, _SECRETS[chosen].generate(), passphrase)
    else:
        path = write_key_file(directory, MemorySigner.generate(chosen, person), passphrase)
    console.tell("已生成密钥文件 {path}", path=str(path))
    _show(console, [read_key_file(path)])
    console.tell("请把密钥文件和口令分开备份；口令丢失无法找回，只能换新密钥。")


@main.command()
@click.argument("file", type=_FILE)
@click.option("--public", is_flag=True, help="只输出公钥 JWK · the public JWK only")
@click.pass_obj
def show(console: Console, *, file: Path, public: bool) -> None:
    """显示密钥文件的公开部分，无需口令 · The public part of a key file, without its passphrase."""
    found = read_key_file(file)
    if not public:
        _show(console, [found])
        return
    if found.public is None:
        raise Malformed("key.symmetric", role=found.role.value)
    jwk: dict[str, Json] = {**found.public.to_jwk(), "zc_role": found.role.value}
    if found.person is not None:
        jwk["zc_person"] = found.person
    click.echo(public_document(jwk).decode(), nl=False)


@main.command()
@click.argument("files", type=_FILE, nargs=-1, required=True)
@click.option("--passphrase-file", type=_FILE)
@click.pass_obj
def check(console: Console, *, files: tuple[Path, ...], passphrase_file: Path | None) -> None:
    """打开密钥并试签 · Open keys and let each sign and verify once."""
    found = [read_key_file(file) for file in files]
    passphrase = console.passphrase(passphrase_file)
    for file in found:
        if file.role in SYMMETRIC:
            open_secret(file.path, _SECRETS[file.role], passphrase)
        else:
            open_file_signer(file.path, passphrase=passphrase)
        console.tell("可用：{path}", path=str(file.path))
    console.result({"checked": [str(file.path) for file in found]})


@main.command("fingerprint")
@click.argument("files", type=_FILE, nargs=-1, required=True)
@click.pass_obj
def fingerprint_command(console: Console, *, files: tuple[Path, ...]) -> None:
    """供当面或电话核对的指纹 · Fingerprints, to compare by eye or telephone.

    密钥文件按公钥计算，信任锚等其他文件按内容计算。Of a key file, the public key's; of an
    anchor or any other file, its content's.
    """
    printed = [(str(file), fingerprint(_digest(file))) for file in files]
    console.table(("文件", FINGERPRINT), printed)
    console.result([{"file": file, "fingerprint": text} for file, text in printed])


def _digest(file: Path) -> Sha256:
    try:
        data = file.read_bytes()
    except OSError:
        return Sha256(read_key_file(file).id)
    if data.startswith(b"{") and b'"v":"zc-key/1"' in data:
        return Sha256(read_key_file(file).id)
    try:
        return sha256(Anchor.from_bytes(data).to_bytes())
    except Malformed:
        return sha256(data)


def _show(console: Console, files: list[KeyFile]) -> None:
    console.table(
        ("角色", "持有人", "算法", FINGERPRINT),
        [
            (
                file.role.value,
                file.person or "",
                file.public.algorithm if file.public else "AES-256 / HMAC",
                fingerprint(Sha256(file.id)),
            )
            for file in files
        ],
    )
    console.result(
        [
            {"path": str(file.path), "role": file.role.value, "id": file.id, "person": file.person}
            for file in files
        ]
    )


main.add_command(anchor)
