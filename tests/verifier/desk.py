"""A folder with the files of a small world, for tests of the command line."""

from __future__ import annotations

from pathlib import Path

from tests.verifier.world import NOW, World

AT = NOW.isoformat()


class Desk:
    """A folder with a world's files, and zc-verify run in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.world = World()

    def file(self, name: str, data: str | bytes) -> str:
        path = self.folder / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return str(path)

    def arguments(self, source: str, *more: str, bundle: bytes | None = None) -> list[str]:
        return [
            source,
            "--bundle", self.file("bundle.json", bundle or self.world.bundle_bytes()),
            "--anchor", self.file("anchor.json", self.world.anchor.to_bytes()),
            *(more if "--at" in more else ("--at", AT, *more)),
        ]  # fmt: skip

    def text(self, text: str) -> str:
        return self.file("certificate.txt", text)
