"""A status list never brings back what was revoked, whatever the rows say.

No act of the office ends a revocation: an overturned decision makes a new version, and the bit of
the old copy stays (docs/abuse.md, 16). Rows that say otherwise were changed by somebody at the
database, so the next list is held against the last one that was signed, bit by bit.
"""

from __future__ import annotations

from collections.abc import Mapping

from verifier.profile import BITS, Status
from verifier.status import StatusList


def brings_back(before: StatusList, after: Mapping[int, int]) -> bool:
    """Whether something that a list revoked would no longer be revoked.

    Args:
        after: Entries that are not VALID, as `issue_status_list` takes them.
    """
    revoked = bytearray(len(before.entries))
    for index, value in after.items():
        if value == Status.REVOKED:
            place = index * BITS
            revoked[place // 8] |= 1 << place % 8
    old = int.from_bytes(before.entries, "little")
    lowest = int.from_bytes(b"\x55" * len(before.entries), "little")
    # REVOKED is 01: its low bit, where the high bit is not set.
    return bool(old & ~(old >> 1) & lowest & ~int.from_bytes(revoked, "little"))
