"""The seal and its certificate: `seal make`, `seal show`, `seal request`, `seal install`.

zc-issuer seal make       a SEAL key for an instance that was founded before there were seals
zc-issuer seal show       whose name a PDF reader will show, and for how long
zc-issuer seal request    asks an outside authority for a certificate over the same key
zc-issuer seal install    puts its certificate in use

No certificate changes what a verifier believes: that is the key, and the anchor names it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from issuer import founding
from issuer.cli.terminal import REFUSED, Terminal, command
from issuer.office import key_file
from issuer.seal_certificate import (
    WARNING,
    SealCertificate,
    install_certificate,
    make_request,
    read_certificate,
)
from keys.key_file import read_key_file
from keys.public_key import PublicKey
from keys.roles import Role
from keys.signer import open_signer


@click.group("seal")
def seal() -> None:
    """印章证书：查看、申请、装入 / the certificate of the seal."""


@seal.command("make")
@click.pass_obj
@command
def make(terminal: Terminal) -> None:
    """为早先建立的实例补制印章密钥 / a SEAL key for an instance that has none."""
    founding.add_seal(terminal.config, passphrase=terminal.machine_passphrase(), at=terminal.at)
    path = str(terminal.config.instance / founding.REQUEST_FILE)
    terminal.answer({"request": path})
    terminal.say(
        "已制成印章密钥。请信任锚对 {path} 签名，再执行 zc-issuer anchor-list。", path=path
    )


@seal.command("show")
@click.pass_obj
@command
def show(terminal: Terminal) -> None:
    """查看印章证书；九十天内到期的，退出码为 1 / exit code 1 when it ends within 90 days."""
    certificate = read_certificate(terminal.config.instance)
    certificate.demand_key(_public(terminal))
    _tell(terminal, certificate)
    if tell_expiry(terminal, certificate):
        sys.exit(REFUSED)


@seal.command("request")
@click.option("--to", "target", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
@command
def request(terminal: Terminal, target: Path) -> None:
    """写出证书申请（CSR），交外部证书机构 / write a request for an outside authority."""
    path = key_file(terminal.config, Role.SEAL)
    signer = open_signer(f"file:{path}", passphrase=terminal.machine_passphrase(), role=Role.SEAL)
    target.write_bytes(make_request(signer, terminal.config.identity()))
    terminal.answer({"request": str(target), "kid": signer.public.kid})
    terminal.say(
        "已写出证书申请 {path}。证书发回后，请执行 zc-issuer seal install。", path=str(target)
    )


@seal.command("install")
@click.argument("chain", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
@command
def install(terminal: Terminal, chain: Path) -> None:
    """装入外部证书机构的证书链（PEM）/ put an outside authority's certificate in use."""
    certificate = SealCertificate.from_pem(chain.read_bytes())
    certificate.demand(_public(terminal), at=terminal.at)
    install_certificate(terminal.config.instance, certificate)
    _tell(terminal, certificate)
    terminal.say("✔ 已装入。重新启动服务后，新制成的文件使用这张证书。")


def tell_expiry(terminal: Terminal, certificate: SealCertificate) -> bool:
    """Whether it ends soon; says so, and how to mend it."""
    days = certificate.days_left(at=terminal.at)
    if days >= WARNING.days:
        return False
    terminal.say(
        "⚠ 印章证书还有 {days} 天到期。请用 zc-issuer seal request 申请新证书。", days=max(days, 0)
    )
    return True


def _tell(terminal: Terminal, certificate: SealCertificate) -> None:
    days = certificate.days_left(at=terminal.at)
    own = certificate.own
    terminal.answer(
        {
            "subject": certificate.subject,
            "issuer": own.issuer.rfc4514_string(),
            "self_made": certificate.self_made,
            "fingerprint_sha256": certificate.fingerprint,
            "kid": certificate.public.kid,
            "not_after": own.not_valid_after_utc.isoformat(),
            "days_left": days,
        }
    )
    by = "本机关自制" if certificate.self_made else "外部证书机构签发"
    terminal.facts(
        [
            ("证书名称", certificate.subject),
            ("证书来源", f"{terminal.words.text(by)}：{own.issuer.rfc4514_string()}"),
            ("SHA-256 指纹", certificate.fingerprint),
            ("到期日", f"{own.not_valid_after_utc:%Y-%m-%d}"),
            ("剩余天数", str(days)),
        ]
    )


def _public(terminal: Terminal) -> PublicKey:
    """The key as its file shows it: nothing here needs the passphrase but the request."""
    path = key_file(terminal.config, Role.SEAL)
    public = read_key_file(path).public
    if public is None:
        raise TypeError("a SEAL key signs")
    return public


COMMANDS = (seal,)
