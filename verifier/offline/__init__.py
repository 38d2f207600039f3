"""The offline page: one HTML file that reads the offline QR code and verifies it without a network.

    excerpt    what the page needs of the bundle, the rule book and the words, and nothing else
    assembly   sources, excerpt and QR reader become one file within its budget
    page/      the sources: plain JavaScript modules, a style and a skeleton
    vendor/    the QR reader, somebody else's (zxing-wasm)

The page is a second verifier, by the browser's own cryptography: it must never be green where
`verifier.verify` is not. What it proves and what it cannot is told in docs/offline.md.
"""

from verifier.offline.assembly import (
    MAX_PAGE_BYTES,
    OfflinePage,
    offline_page,
    reader_core,
    reader_script,
    worker_script,
)

__all__ = [
    "MAX_PAGE_BYTES",
    "OfflinePage",
    "offline_page",
    "reader_core",
    "reader_script",
    "worker_script",
]
