"""A bound process opens nothing: neither a file nor a connection."""

from __future__ import annotations

import subprocess
import sys


def test_a_child_that_was_bound_opens_neither_file_nor_connection():
    program = (
        "from verifier.bounding import bind_process\n"
        "import socket\nbind_process(memory=2**30, work=5, open_files=3)\n"
        "for opens in (lambda: open('/dev/null'), socket.socket):\n"
        "    try:\n        opens()\n    except OSError:\n        print('refused')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["refused", "refused"]
