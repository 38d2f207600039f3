"""A file checked: taken apart in a child process, judged here.

Judges nothing itself. Follows `verifier.files.judging` for what is believed.
"""

from __future__ import annotations

from datetime import datetime

from verifier.bundle import Bundle
from verifier.files.apart import Bounds, open_file
from verifier.files.findings import FileVerdict
from verifier.files.judging import judge
from verifier.files.sources import Records


def verify_file(
    data: bytes,
    bundle: Bundle,
    at: datetime,
    *,
    records: Records | None = None,
    bounds: Bounds | None = None,
) -> FileVerdict:
    """Judge a PDF, PNG or JPEG.

    Args:
        data: The file; anybody may have made it.
        bundle: What we believe, opened for the same moment.
        at: The moment that is asked about, aware UTC.
        records: Of a host whose links can be followed; None without a network.

    Raises:
        TooLarge, Malformed, Refused: As `open_file`. Disbelief never raises.
    """
    found = open_file(data, bounds=bounds)
    return judge(found, data, bundle=bundle, at=at, records=records)
