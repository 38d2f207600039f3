from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.encoding import MAX_NESTING, b64, canonical, fingerprint, parse, sha256, spells, unb64
from keys.errors import Malformed, TooLarge
from tests.keys.cast import refused


@given(st.binary(max_size=100))
def test_base64url_is_the_standard_one_and_comes_back(data):
    assert b64(data) == base64.urlsafe_b64encode(data).rstrip(b"=").decode()
    assert unb64(b64(data)) == data


@given(st.text(alphabet="AQgwZ09-_+/= \né", max_size=9))
def test_no_bytes_have_two_spellings(text):
    try:
        data = unb64(text)
    except Malformed:
        return
    assert b64(data) == text


@pytest.mark.parametrize("text", ["AA==", "AA=", "A", "AB", "AAB", "A+A/", "AA\n", " AA", "ÄA"])
def test_another_spelling_is_refused(text):
    refused(Malformed, "encoding.base64", lambda: unb64(text))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"a":1,"a":1}', "encoding.duplicate-member"),
        ('{"a":{"b":1,"b":2}}', "encoding.duplicate-member"),
        ('{"a":1.0}', "encoding.number"),
        ('{"a":1e2}', "encoding.number"),
        ('{"a":-0}', "encoding.number"),
        ('{"a":NaN}', "encoding.number"),
        ('{"a":9007199254740992}', "encoding.number"),
        ('{"a":' + "9" * 5000 + "}", "encoding.number"),
        ("[1]", "encoding.not-an-object"),
        ("{", "encoding.json"),
        ('{"a":"\\ud800"}', "encoding.json"),
        ('{"\\ud800":1}', "encoding.name"),
        ('{"名":1}', "encoding.name"),
        ('{"a":["e\\u0301"]}', "encoding.nfc"),
        ('\ufeff{"a":1}', "encoding.json"),
        ('{"a":"e\u0301"}', "encoding.nfc"),
        ('{"a":' + "[" * MAX_NESTING + "]" * MAX_NESTING + "}", "encoding.nesting"),
        ('{"a":' + "[" * 2500 + "]" * 2500 + "}", "encoding.nesting"),
    ],
)
def test_what_we_would_not_write_is_not_read(text, code):
    refused(Malformed, code, lambda: parse(text, limit=20_000))


def test_bytes_that_are_no_utf8_are_refused():
    refused(Malformed, "encoding.json", lambda: parse(b'{"a":"\xff"}', limit=100))


def test_the_limit_comes_before_the_parser():
    assert refused(TooLarge, "encoding.too-large", lambda: parse("{" * 101, limit=100)).facts == {
        "limit": 100
    }


def test_nesting_up_to_the_limit_is_read():
    deep = MAX_NESTING - 1
    parse('{"a":' + "[" * deep + "]" * deep + "}", limit=1000)


@given(
    st.dictionaries(
        st.text(alphabet="abcXYZ_", min_size=1),
        st.one_of(
            st.integers(-(2**53) + 1, 2**53 - 1), st.booleans(), st.text(alphabet='李名x"\\\n')
        ),
    )
)
def test_canonical_json_comes_back(document):
    data = canonical(document)
    assert parse(data, limit=len(data)) == document == json.loads(data)


def test_a_fingerprint_is_128_bits_in_eight_groups():
    text = fingerprint(sha256(b"abc"))
    assert text == "BA78 16BF 8F01 CFEA 4141 40DE 5DAE 2223"


def test_an_escape_that_hides_nothing_is_read():
    text = '{"a":1,"b":["\\u00e9\\n",true,null,{}],"c":"\\u0041"}'
    assert parse(text, limit=100) == {"a": 1, "b": ["é\n", True, None, {}], "c": "A"}


@given(
    st.integers(1, 40),
    st.text(alphabet="AQgwB-_9+/=é \n", max_size=56) | st.binary(max_size=40).map(b64),
)
def test_a_text_spells_so_many_bytes_when_it_reads_as_so_many(count, text):
    try:
        reads = len(unb64(text)) == count
    except Malformed:
        reads = False
    assert spells(text, count) is reads


def test_every_last_character_is_told_from_its_neighbours():
    for count in (15, 16, 32):
        for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_":
            text = b64(bytes(count))[:-1] + last
            try:
                reads = len(unb64(text)) == count
            except Malformed:
                reads = False
            assert spells(text, count) is reads


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_never_written(number):
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"a": [None, number]})


def test_nothing_is_written_as_null():
    assert canonical({"a": None, "b": "null"}) == b'{"a":null,"b":"null"}'
