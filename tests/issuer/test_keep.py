"""What was kept comes back, or is made again; nobody else can read it, or put another there."""

from __future__ import annotations

import logging
import os
import shutil
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from issuer.keep import Keep
from issuer.store.vault import Safe
from keys.encoding import sha256
from keys.secret import DataKey

FIRST, SECOND, THIRD = (sha256(each) for each in (b"first", b"second", b"third"))
HOUR = 3600


@pytest.fixture
def safe():
    return Safe(DataKey.generate())


@pytest.fixture
def keep(tmp_path, safe):
    return Keep(tmp_path / "kept", safe, most=10_000)


def test_what_was_kept_comes_back_in_any_process(keep, safe):
    keep.put(FIRST, "pdf", b"a file")
    keep.put(FIRST, "png", b"a picture")
    another = Keep(keep.folder, safe, most=10_000)
    assert (another.get(FIRST, "pdf"), another.get(FIRST, "png")) == (b"a file", b"a picture")
    assert another.get(SECOND, "pdf") is None


def test_the_disk_shows_nothing_of_it_and_nobody_else_may_look(keep):
    keep.put(FIRST, "pdf", b"Li Hua")
    (file,) = keep.folder.iterdir()
    assert b"Li Hua" not in file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(keep.folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("harm", ["flipped", "cut", "empty", "moved", "of another office"])
def test_a_damaged_or_foreign_file_is_not_believed_and_is_told_without_a_person(
    keep, safe, caplog, harm
):
    keep.put(FIRST, "pdf", b"Li Hua")
    keep.put(SECOND, "pdf", b"Wang Fang")
    file, other = (keep.folder / f"{name}.pdf" for name in (FIRST, SECOND))
    sealed = file.read_bytes()
    foreign = Safe(DataKey.generate()).seal(b"Li Hua", table="kept", row=FIRST, column="pdf")
    file.write_bytes(
        {
            "flipped": bytes([*sealed[:-1], sealed[-1] ^ 1]),
            "cut": sealed[: len(sealed) // 2],
            "empty": b"",
            "moved": other.read_bytes(),
            "of another office": foreign,
        }[harm]
    )
    with caplog.at_level(logging.WARNING):
        assert keep.get(FIRST, "pdf") is None
    assert "damaged or foreign" in caplog.text
    assert "Li Hua" not in caplog.text
    keep.put(FIRST, "pdf", b"made again")
    assert keep.get(FIRST, "pdf") == b"made again"


def test_the_folder_may_be_deleted_at_any_time(keep):
    keep.put(FIRST, "pdf", b"a file")
    shutil.rmtree(keep.folder)
    assert keep.get(FIRST, "pdf") is None
    keep.put(FIRST, "pdf", b"a file")
    assert keep.get(FIRST, "pdf") == b"a file"


def test_what_nobody_asked_for_longest_goes_first(tmp_path, safe):
    keep = Keep(tmp_path, safe, most=3 * 1100)
    for age, name in enumerate((FIRST, SECOND, THIRD)):
        keep.put(name, "pdf", bytes(1000))
        os.utime(tmp_path / f"{name}.pdf", (0, age * HOUR))
    assert keep.get(FIRST, "pdf") is not None  # asked for: now the youngest
    keep.put(sha256(b"fourth"), "pdf", bytes(1000))
    assert keep.get(SECOND, "pdf") is None
    assert keep.get(FIRST, "pdf") is not None
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= keep.most


def test_it_stays_within_its_bound_however_much_is_kept(tmp_path, safe):
    keep = Keep(tmp_path, safe, most=50_000)
    for number in range(200):
        keep.put(sha256(b"%d" % number), "pdf", bytes(1000))
    held = sum(file.stat().st_size for file in tmp_path.iterdir())
    assert 0.8 * keep.most < held <= keep.most * 17 / 16


def test_a_new_process_sweeps_what_older_ones_left(tmp_path, safe):
    Keep(tmp_path, safe, most=10**6).put(FIRST, "pdf", bytes(5000))
    os.utime(tmp_path / f"{FIRST}.pdf", (0, 0))
    Keep(tmp_path, safe, most=2000).put(SECOND, "pdf", bytes(1000))
    assert [file.name for file in tmp_path.iterdir()] == [f"{SECOND}.pdf"]


def test_what_was_begun_and_never_ended_is_swept_and_other_files_are_not_touched(tmp_path, safe):
    begun, young, others = (
        tmp_path / name for name in (".unfinished-1", ".unfinished-2", "README.txt")
    )
    for path in (begun, young, others):
        path.write_bytes(bytes(9000))
    os.utime(begun, (0, 0))
    os.utime(others, (0, 0))
    Keep(tmp_path, safe, most=2000).put(FIRST, "pdf", bytes(1000))
    assert {path.name for path in tmp_path.iterdir()} == {young.name, others.name, f"{FIRST}.pdf"}


def test_a_bound_of_nothing_keeps_nothing(tmp_path, safe):
    keep = Keep(tmp_path / "kept", safe, most=0)
    keep.put(FIRST, "pdf", b"a file")
    assert keep.get(FIRST, "pdf") is None
    assert not keep.folder.exists()


def test_a_disk_that_fails_costs_no_certificate(tmp_path, safe, caplog):
    (tmp_path / "kept").write_bytes(b"a file where the folder should be")
    keep = Keep(tmp_path / "kept", safe, most=10_000)
    with caplog.at_level(logging.WARNING):
        keep.put(FIRST, "pdf", b"a file")
        assert keep.get(FIRST, "pdf") is None
    assert "file not kept: FileExistsError" in caplog.text


def test_many_may_write_and_sweep_at_once(tmp_path, safe):
    keeps = [Keep(tmp_path, safe, most=20_000) for _ in range(4)]

    def use(number):
        keep, name = keeps[number % 4], sha256(b"%d" % (number % 30))
        keep.put(name, "pdf", b"%d" % (number % 30) * 500)
        return keep.get(name, "pdf") in (None, b"%d" % (number % 30) * 500)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(use, range(300)))
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
