"""Published files: whole, readable by everybody, and no rest of what was never finished."""

from __future__ import annotations

import errno
import os

import pytest

from issuer.public_folder import PublicFolder


def test_published_files_may_be_read_by_everybody(tmp_path):
    before = os.umask(0o022)
    try:
        PublicFolder(tmp_path).write("trust/list.jwt", b"token")
    finally:
        os.umask(before)
    assert (tmp_path / "trust/list.jwt").stat().st_mode & 0o777 == 0o644


def test_what_a_killed_writer_began_is_swept_out_by_the_next(tmp_path):
    folder = PublicFolder(tmp_path)
    begun = tmp_path / ".unfinished/half"
    begun.parent.mkdir()
    begun.write_bytes(b"half a list")
    with folder.writing():
        folder.write("status/1", b"a list")
    assert not begun.exists()
    assert folder.names("status") == ("status/1",)


def test_an_unfinished_file_stands_in_no_folder_that_is_served(tmp_path, monkeypatch):
    """Neither a listing nor a copy of the folder, taken at any moment, holds half a file."""
    from issuer import public_folder

    folder, seen = PublicFolder(tmp_path), []
    write_through = public_folder._write_through

    def watched(path, data):
        write_through(path, data)
        seen.append((path.relative_to(tmp_path).parts[0], folder.names("status")))

    monkeypatch.setattr(public_folder, "_write_through", watched)
    folder.write("status/1", b"a list")
    assert seen == [(".unfinished", ())]


def test_what_a_writer_that_was_cut_off_left_unflushed_is_flushed_by_the_next(
    tmp_path, monkeypatch
):
    """A file in its place looks published; without its folder a power cut takes it away."""
    from issuer import public_folder

    folder, flush = PublicFolder(tmp_path), public_folder._flush_folder

    def failing(path):
        if path.name == "tile":
            raise OSError(errno.EIO, "fails")
        flush(path)

    monkeypatch.setattr(public_folder, "_flush_folder", failing)
    with pytest.raises(OSError, match="fails"), folder.writing():
        folder.write("log/tile/000", b"a tile")

    flushed = []
    monkeypatch.setattr(public_folder, "_flush_folder", flushed.append)
    with folder.writing():
        assert tmp_path / "log/tile" in flushed
        assert folder.write("log/tile/000", b"a tile") is False
    flushed.clear()
    with folder.writing():
        pass
    assert flushed == []
