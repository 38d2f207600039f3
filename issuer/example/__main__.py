"""`make demo`: build the example once, show what it has, and serve it.

Running it again is safe: what is there stays, its lists are renewed, and it is served. Nothing
outside the demo's own folder is touched.
"""

from __future__ import annotations

import json
import secrets
import shutil
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from issuer.cli.terminal import CATALOGUES
from issuer.config import Config
from issuer.example.checking import check_pages
from issuer.example.claiming import lay_out_code
from issuer.example.demo import DEMO_FILE, address_urls, print_all, write_demo
from issuer.example.drawer import fill_drawer
from issuer.example.employer import lay_out_invitation
from issuer.example.people import People
from issuer.example.serving import serve_example
from issuer.example.story import read_story
from issuer.example.telling import Teller, renew_anchor_list
from issuer.office import Office, open_office
from issuer.printing import press_of
from issuer.registrar import Registrar
from issuer.seal_certificate import CERTIFICATE_FILE
from keys.errors import CredentialError
from keys.words import Words

INSTANCE = Path("instance/demo")
PASSPHRASE_FILE = "passphrase"  # a name


@click.command()
@click.option("--once", is_flag=True, help="检查全部页面后退出 / check every page and exit")
@click.option("--port", type=int, default=0, help="端口，默认任选空闲端口 / 0: any free port")
@click.option("--instance", type=click.Path(path_type=Path), default=INSTANCE)
def main(once: bool, port: int, instance: Path) -> None:  # noqa: FBT001
    """示例：从签名批次到任何人都能核验的证书 / the example, from batch to verified certificate."""
    console = Console(highlight=False, soft_wrap=True)
    try:
        # One of before there were seals could not print, and is told anew.
        if not all((instance / name).exists() for name in (DEMO_FILE, CERTIFICATE_FILE)):
            build(instance, console)
        config = config_of(instance, port or free_port())
        office = open_office(config, passphrase=config.passphrase() or b"")
        people = People(config.instance / "people", config.passphrase() or b"")
        wake(office, people)
        host, bound = config.address
        base = f"http://{host}:{bound}"
        address_urls(config.instance, base)
        at = datetime.now(UTC).replace(microsecond=0)
        lay_out_code(office, config, base, at=at)
        lay_out_invitation(office, people, config, at=at)
        show(console, config)
        if once:
            sys.exit(check_pages(config, console))
        serve_example(config)
    except CredentialError as error:
        console.print(f"[bold red]✖[/] {Words('zh_CN', *CATALOGUES).from_error(error)}")
        sys.exit(1)


def build(instance: Path, console: Console) -> None:
    """Tell the whole story into a fresh folder; it takes its name when it is whole."""
    building = instance.with_name(instance.name + ".building")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True, mode=0o700)
    passphrase_file = building / PASSPHRASE_FILE
    passphrase_file.touch(mode=0o600)
    passphrase_file.write_text(secrets.token_urlsafe(24) + "\n", "utf-8")
    config = config_of(building, 0)
    console.print("[bold]职称电子证书示例[/]（机关、评委会、单位和人员均为虚构 / all fictitious）")
    teller = Teller(
        config,
        read_story(),
        passphrase=config.passphrase() or b"",
        say=lambda step: console.print(f"  · {step}"),
    )
    office = teller.tell()
    with Progress(
        TextColumn("  · 打印证书"), BarColumn(), MofNCompleteColumn(), console=console
    ) as bar:
        task = bar.add_task("", total=None)
        shown = print_all(
            office,
            press_of(office, config, clock=lambda: datetime.now(UTC)),
            teller.told,
            building,
            progress=lambda: bar.advance(task),
        )
    drawer = fill_drawer(shown, building)
    write_demo(building, shown, teller.told, drawer)
    office.engine.dispose()
    if instance.exists():
        shutil.rmtree(instance)
    building.rename(instance)


def wake(office: Office, people: People) -> None:
    """Renew what ran out since the story ended; the example's anchor is played here too."""
    at = datetime.now(UTC).replace(microsecond=0)
    renew_anchor_list(office, people, at=at)
    Registrar(office).publish(at=at)


def show(console: Console, config: Config) -> None:
    """The table of addresses, each with the verdict that it should show."""
    demo = json.loads((config.instance / DEMO_FILE).read_text("utf-8"))
    host, port = config.address
    console.print(f"\n[bold]http://{host}:{port}/[/]  起始页：用人单位、持证人、评委会、外省")
    console.print(f"http://{host}:{port}/drawer  做过手脚的东西，以及各自的结论\n")
    ready = demo["claim"]
    console.print(f"  领取证书   {ready['name']}  领取码 {ready['code']}  {ready['url']}")
    unit = demo["employer"]
    console.print(
        f"  用人单位   {unit['name']}  邀请码 {unit['code']}  {unit['url']}\n"
        f"             登录后可核验名册 {config.instance / unit['roster']}\n"
    )
    seen: dict[tuple[str, str], int] = {}
    for each in demo["certificates"]:
        key = (each["batch"], each["verdict"])
        seen[key] = seen.get(key, 0) + 1
        if seen[key] <= 3 or each["verdict"] != "VALID":
            console.print(
                f"  {each['verdict']:<10} {each['name']} {each['title']}"
                f"  {each['url']}  {each['pdf']}"
            )
    for each in demo["refused"]:
        console.print(
            f"  [red]REFUSED[/]    批次 {each['batch']}：{len(each['findings'])} 个问题，"
            f"已在 {each['marked']} 中逐格标出"
        )
    total = len(demo["certificates"])
    console.print(f"  共 {total} 张证书，全部列在 {config.instance / DEMO_FILE}\n")


def config_of(instance: Path, port: int) -> Config:
    """The settings of the example."""
    settings = {
        "ZC_INSTANCE": str(instance),
        "ZC_PASSPHRASE_FILE": str(instance / PASSPHRASE_FILE),
        "ZC_BIND": f"127.0.0.1:{port}",
    }
    # A passkey belongs to a name, and a browser trusts only this one without TLS.
    origin = {"ZC_UNIT_ORIGIN": f"http://localhost:{port}"} if port else {}
    return Config.from_env(settings | origin)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
