"""Settings of a process, and the identity of its instance.

Each setting is one row of SETTINGS: name, how it is read, default, help. The rows are the only
list there is: they read the environment, refuse what they do not know and print the table of
the README. Who the authority is does not come from the environment but from `authority.toml`
in the instance, so that two processes of one instance cannot differ about it.

Reads the environment and that one file; opens no key and no database.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from issuer import setting_forms as forms
from issuer.setting_forms import Setting
from issuer.stamping_address import stamping_address
from keys.errors import KeyFileError, Malformed

PREFIX: Final = "ZC_"


class Surface(StrEnum):
    """Which doors a process opens."""

    PUBLIC = "public"  # verify page and published files: no signing key, no data key
    QUERY = "query"  # receipts and answers
    HOLDER = "holder"
    UNIT = "unit"  # registered units: no signing key, no data key
    OFFICE = "office"
    ALL = "all"


class StampFails(StrEnum):
    """What becomes of a seal when no time stamp can be had."""

    REFUSE = "refuse"
    SEAL = "seal"  # without one, and the log says so


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one process, read once at its start.

    Attributes:
        instance: Folder that holds identity, keys, database and published files.
        database_url: SQLAlchemy address of the database.
        public_dir: Folder of the published files.
        passphrase_file: File with the passphrase of the key files; None asks at the terminal.
        language: "zh_CN" or "en", for pages that nobody asked for in another one.
        bind: host:port to serve on.
        trusted_proxies: Networks whose X-Forwarded-For is believed; nobody's by default.
        keep_dir: Folder of finished certificates, encrypted; may be deleted at any time.
        keep_mib: MiB that it may hold; 0 keeps none.
        tsa_url: Address of a time-stamping authority; None asks nobody.
        tsa_fails: What becomes of a seal when it gives no stamp.
        claim_days: Days on which a claim code works after that of its making.
        download_hours: Hours for which files are given after a claim.
        invite_days: Days on which a unit's invitation works after that of its making.
        unit_origin: Origin of the pages of units; None takes the official host.
    """

    instance: Path
    database_url: str
    surface: Surface
    public_dir: Path
    passphrase_file: Path | None
    language: str
    bind: str
    workers: int
    trusted_proxies: tuple[forms.Network, ...]
    keep_dir: Path
    keep_mib: int
    tsa_url: str | None
    tsa_fails: StampFails
    claim_days: int
    download_hours: int
    invite_days: int
    unit_origin: str | None

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Config:
        """Read the settings.

        Args:
            environ: Instead of the environment of the process.

        Raises:
            Malformed: "config.unknown" for a ZC_ variable that is no setting (a misspelt
                setting must not fall back to its default in silence), "config.value" for one
                that cannot be read.
        """
        found = os.environ if environ is None else environ
        known = {setting.name for setting in SETTINGS}
        unknown = sorted(name for name in found if name.startswith(PREFIX) and name not in known)
        if unknown:
            raise Malformed("config.unknown", name=unknown[0], known=", ".join(sorted(known)))
        # The table gives each field its type; a test holds fields and rows together.
        values: dict[str, Any] = {}
        for setting in SETTINGS:
            text = found.get(setting.name) or setting.default
            field = setting.name.removeprefix(PREFIX).lower()
            values[field] = None if text is None else setting.value(text)
        instance: Path = values["instance"]
        values["database_url"] = values["database_url"] or f"sqlite:///{instance / 'office.db'}"
        values["public_dir"] = values["public_dir"] or instance / "public"
        values["keep_dir"] = values["keep_dir"] or instance / "kept"
        return cls(**values)

    def to_env(self) -> dict[str, str]:
        """The environment that `from_env` reads these settings from; for worker processes."""
        found: dict[str, str] = {}
        for setting in SETTINGS:
            value = getattr(self, setting.name.removeprefix(PREFIX).lower())
            if isinstance(value, tuple):
                found[setting.name] = ",".join(map(str, value))
            elif value is not None:
                found[setting.name] = str(value)
        return found

    @property
    def keys_dir(self) -> Path:
        """Folder of the key files."""
        return self.instance / "keys"

    @property
    def anchor_file(self) -> Path:
        """The pinned root of trust that this instance shows to strangers."""
        return self.instance / "anchor.json"

    @property
    def address(self) -> tuple[str, int]:
        """`bind`, taken apart."""
        host, _, port = self.bind.rpartition(":")
        return host.strip("[]"), int(port)

    def passphrase(self) -> bytes | None:
        """The first line of the passphrase file; None where none is set.

        Raises:
            KeyFileError: "key-file.passphrase-file" where it cannot be read or is empty.
        """
        if self.passphrase_file is None:
            return None
        try:
            line = self.passphrase_file.read_bytes().partition(b"\n")[0].rstrip(b"\r")
        except OSError as error:
            path = str(self.passphrase_file)
            raise KeyFileError("key-file.passphrase-file", path=path) from error
        if not line:
            raise KeyFileError("key-file.passphrase-file", path=str(self.passphrase_file))
        return line

    def identity(self) -> InstanceIdentity:
        """Who the authority of this instance is; raises Malformed."""
        return InstanceIdentity.read(self.instance)


@dataclass(frozen=True, slots=True)
class InstanceIdentity:
    """Who an instance is.

    Attributes:
        entity: Entity id, an https URL: "https://zc.weihai.example".
        host: Official host, as printed on certificates.
        region: GB/T 2260 code, six digits; it opens every certificate number.
        name: Name of the authority.
        anchor: Entity id of the anchor whose list names this authority.
        contact: Telephone or desk for questions, in words; None where there is none.
    """

    entity: str
    host: str
    region: str
    name: str
    anchor: str
    contact: str | None = None

    FILE = "authority.toml"

    @classmethod
    def read(cls, instance: Path) -> InstanceIdentity:
        """Read `authority.toml`.

        Raises:
            Malformed: "config.no-instance" where there is none, "config.authority" naming the
                member that is missing, unknown or of the wrong form.
        """
        path = instance / cls.FILE
        try:
            document = tomllib.loads(path.read_text("utf-8"))
        except FileNotFoundError as error:
            raise Malformed("config.no-instance", path=str(path)) from error
        except (OSError, ValueError) as error:
            raise Malformed("config.authority", path=str(path), member="*") from error
        for field in fields(cls):
            value = document.get(field.name)
            if not (isinstance(value, str) or (value is None and field.name == "contact")):
                raise Malformed("config.authority", path=str(path), member=field.name)
        for name in document:
            if name not in cls.__slots__:
                raise Malformed("config.authority", path=str(path), member=name[:40])
        identity = cls(**document)
        for name, fits in identity._forms().items():
            if not fits:
                raise Malformed("config.authority", path=str(path), member=name)
        return identity

    def to_toml(self) -> str:
        """The file's text."""
        members = {field.name: getattr(self, field.name) for field in fields(self)}
        return "".join(
            f"{name} = {_toml_string(value)}\n" for name, value in members.items() if value
        )

    def _forms(self) -> dict[str, bool]:
        return {
            "entity": forms.is_entity(self.entity),
            "host": re.fullmatch(r"[a-z0-9.-]+(:[0-9]{1,5})?", self.host) is not None,
            "region": re.fullmatch(r"[0-9]{6}", self.region) is not None,
            "name": bool(self.name.strip()),
            "anchor": forms.is_entity(self.anchor),
        }


def table() -> str:
    """The settings as a Markdown table."""
    head = "| Setting | Type | Default | |\n|---|---|---|---|\n"
    return head + "".join(
        f"| `{each.name}` | {each.kind} | {_code(each.default)} | {each.says} |\n"
        for each in SETTINGS
    )


def _code(default: str | None) -> str:
    return f"`{default}`" if default else "—"


def _toml_string(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


SETTINGS: Final = (
    Setting("ZC_INSTANCE", "folder", Path, "instance/default",
            "身份、密钥、数据库和公开文件所在文件夹 · identity, keys, database, published files"),
    Setting("ZC_DATABASE_URL", "URL", str, None,
            "数据库地址，默认为实例内的 SQLite · default: SQLite inside the instance"),
    Setting("ZC_SURFACE", "public, query, holder, unit, office or all", Surface, "all",
            "本进程开放哪些服务 · which doors this process opens"),
    Setting("ZC_PUBLIC_DIR", "folder", Path, None,
            "公开文件文件夹，默认为实例内的 public · default: `public` inside the instance"),
    Setting("ZC_PASSPHRASE_FILE", "file", Path, None,
            "密钥文件口令所在文件（权限 0600）；不设则在终端询问 · asked for when not set"),
    Setting("ZC_LANGUAGE", "zh_CN or en", forms.read_language, "zh_CN",
            "页面默认语言 · language when a visitor asks for none"),
    Setting("ZC_BIND", "host:port", forms.read_bind, "127.0.0.1:8137",
            "监听地址；对外服务请置于 TLS 反向代理之后 · put a TLS proxy in front"),
    Setting("ZC_WORKERS", "1 to 64", forms.whole(1, 64), "1", "服务进程数 · serving processes"),
    Setting("ZC_TRUSTED_PROXIES", "networks, by comma", forms.read_networks, "",
            "采信其 X-Forwarded-For 的反向代理 · proxies whose X-Forwarded-For is believed"),
    Setting("ZC_KEEP_DIR", "folder", Path, None,
            "留存制成的证书文件（加密，可随时删除），默认为实例内的 kept · default: `kept`"),
    Setting("ZC_KEEP_MIB", "0 to 1048576", forms.whole(0, 2**20), "1024",
            "该文件夹容量上限（MiB），0 则不留存 · most that it may hold; 0 keeps nothing"),
    Setting("ZC_TSA_URL", "https URL", stamping_address, None,
            "时间戳服务地址（RFC 3161）；不设则印章不加时间戳 · no time stamp when not set"),
    Setting("ZC_TSA_FAILS", "refuse or seal", StampFails, "refuse",
            "取不到时间戳时不盖章，还是照常盖章 · without a stamp: refuse, or seal all the same"),
    Setting("ZC_CLAIM_DAYS", "1 to 365", forms.whole(1, 365), "30",
            "领取码有效天数 · days for which a claim code works"),
    Setting("ZC_DOWNLOAD_HOURS", "1 to 168", forms.whole(1, 168), "24",
            "领取后可下载文件的小时数 · hours for which files are given after a claim"),
    Setting("ZC_INVITE_DAYS", "1 to 90", forms.whole(1, 90), "7",
            "用人单位邀请码有效天数 · days for which a unit's invitation works"),
    Setting("ZC_UNIT_ORIGIN", "http://localhost:port", forms.read_local_origin, None,
            "仅供本机试用：单位页面的来源；不设即官方网址 · for trying out on this machine only"),
)  # fmt: skip
