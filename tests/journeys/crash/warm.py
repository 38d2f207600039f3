"""What the server process reads before workers are forked from it: the rule book, nothing else.

Each of a thousand workers would read it anew. What an instance has of its own, keys and database
first of all, every worker opens for itself.
"""

from __future__ import annotations

from verifier.rules import load_rules

load_rules()
