"""The compiled reader and the strict one must be one reader, and the writer RFC 8785's."""

from __future__ import annotations

import json
from unittest.mock import patch

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from keys import encoding
from keys.encoding import MAX_NESTING, canonical, parse
from keys.errors import Malformed

LIMIT = 10_000
NAMES = st.text(alphabet='abZ_-09"\\\n\x7f', max_size=5)
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=8)
WHOLE = st.integers(-(2**53) + 1, 2**53 - 1)
OURS = st.dictionaries(
    NAMES,
    st.recursive(
        TEXTS | WHOLE | st.booleans() | st.none(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
        max_leaves=12,
    ),
    max_size=5,
)
ANY = st.dictionaries(
    TEXTS | NAMES,
    st.recursive(
        TEXTS | st.integers() | st.floats() | st.booleans() | st.none(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
        max_leaves=12,
    ),
    max_size=5,
)
# What a forger may write: pieces of JSON in any order, many of them odd.
FRAMES = (*'{}[],:" \n\ufeff', '{"a":', '{"b":1,', '"a":', '"名":')
NUMBERS = (
    *("0", "1", "-1", "-0", "01", "1.0", "1.5", "0.1", "1e2", "1E2"),
    *("NaN", "Infinity", "-Infinity"),
    *("9007199254740991", "9007199254740992", "-9007199254740992", "9" * 30),
)
STRINGS = (
    *('"a"', '"名"', '"é"', '"e\u0301"', '"1.5"', '":1.5"', '"\\"":', '"\t"', '"\x7f"', '"\u2028"'),
    *(
        '"\\u00e9"',
        '"\\u0041"',
        '"\\/"',
        '"\\n"',
        '"\\u000a"',
        '"\\u0000"',
        '"\\u001F"',
        '"\\u001f"',
    ),
    *('"\\ud83d\\ude00"', '"\\ud800"', '"\ud800"'),
)
PIECES = st.lists(
    st.sampled_from((*FRAMES, *NUMBERS, *STRINGS, "true", "false", "null")), max_size=12
).map("".join)


def said(data):
    """What `parse` gives, or why it refuses."""
    try:
        return parse(data, limit=LIMIT)
    except Malformed as error:
        return error.code, error.facts


def said_slowly(data):
    with patch.object(encoding, "_as_written", lambda _: None):
        return said(data)


def shape(value):
    """A value with its types: 1 and 1.0 and True are equal in Python, and not here."""
    if isinstance(value, dict):
        return {name: shape(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [shape(member) for member in value]
    return type(value), value


@given(PIECES)
@example('{"a":1,"a":1}')
@example('{"a":-0}')
@example('{"a":1.5}')
@example('{"a":{"b":[1,2.5]}}')
@example('{"名":1}')
@example('{"a":[{"名":1}]}')
@example('{"a":"\\ud800"}')
@example('{"a":"\\u001f"}')
@example('{"a":"e\u0301"}')
@example('{"a":"\\u000e\u0301"}')
@example("null")
@example("{}")
@example('{"a":' + "[" * (MAX_NESTING - 1) + "]" * (MAX_NESTING - 1) + "}")
@example('{"a":' + "[" * MAX_NESTING + "]" * MAX_NESTING + "}")
@example('{"a":' + "[" * 300 + "]" * 300 + "}")
@example('{"a":' + "[" * 1200 + "]" * 1200 + "}")
@example('{"a":' + "9" * 5000 + "}")
def test_two_readers_say_the_same_of_odd_texts(text):
    assert shape(said(text)) == shape(said_slowly(text))


@given(ANY, st.booleans(), st.booleans())
def test_two_readers_say_the_same_of_whatever_python_writes(document, ascii_only, spaced):
    text = json.dumps(document, ensure_ascii=ascii_only, separators=None if spaced else (",", ":"))
    assert shape(said(text)) == shape(said_slowly(text))


@given(OURS, st.data())
def test_two_readers_say_the_same_of_our_bytes_with_one_changed(document, data):
    raw = bytearray(canonical(document))
    raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    assert shape(said(bytes(raw))) == shape(said_slowly(bytes(raw)))


@given(OURS)
def test_the_writer_is_the_one_of_rfc_8785(document):
    assert canonical(document) == rfc8785.dumps(document)


@given(OURS)
def test_what_we_write_is_read_without_the_slow_reader(document):
    with patch.object(encoding, "_DECODER", None):
        read = encoding._as_written(canonical(document))
    assert shape(read) == shape(document)


@pytest.mark.parametrize(
    "document", [{"a": 2**53}, {"a": -(2**53)}, {"a": "\ud800"}, {1: 1}, {"a": object()}]
)
def test_the_writer_refuses_what_no_reader_takes(document):
    with pytest.raises((TypeError, ValueError)):
        canonical(document)
