from __future__ import annotations

import json
from enum import StrEnum

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from comity.record import canonical, errors

WHOLE = st.integers(-canonical.MAX_INTEGER, canonical.MAX_INTEGER)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
# the two orders of names differ only between these ranges
NAME = st.text(st.sampled_from('a\u00e9\u20ac\ue000\ufb33\uffff\U00010000\U0001f600\U0010ffff\r"\\\x7f'), max_size=3)
VALUE = st.recursive(
    st.none() | st.booleans() | WHOLE | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAME | TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(VALUE)
def test_the_canonical_bytes_are_those_of_the_reference_implementation(value):
    encoded = canonical.encode(value)
    assert encoded == rfc8785.dumps(value)
    assert canonical.decode(encoded) == value


@given(VALUE, st.data())
def test_bytes_are_accepted_only_if_the_reference_implementation_writes_the_same(value, data):
    encoded = json.dumps(value, ensure_ascii=data.draw(st.booleans()), separators=(",", ":"), sort_keys=True).encode()
    try:
        decoded = canonical.decode(encoded)
    except errors.LeafRefused:
        assert rfc8785.dumps(value) != encoded
    else:
        assert decoded == value
        assert rfc8785.dumps(value) == encoded


@given(VALUE, st.data())
def test_changed_bytes_are_refused_or_canonical_themselves(value, data):
    encoded = bytearray(canonical.encode(value))
    at = data.draw(st.integers(0, len(encoded) - 1))
    encoded[at] ^= data.draw(st.integers(1, 255))
    try:
        decoded = canonical.decode(bytes(encoded))
    except errors.LeafRefused:
        return
    assert rfc8785.dumps(decoded) == bytes(encoded)


def test_names_are_sorted_by_utf16_code_units_as_rfc_8785_shows():
    # the example of RFC 8785 §3.2.3, whose expected order is given there
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    encoded = canonical.encode(dict.fromkeys(names))
    assert list(canonical.decode(encoded)) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


@pytest.mark.parametrize(
    ("encoded", "refusal", "words"),
    [
        (b'{"a":1.5}', errors.InexactNumber, "1.5"),
        (b'{"a":[0,1.0]}', errors.InexactNumber, "1.0"),
        (b'{"a":1e2}', errors.InexactNumber, "1e2"),
        (b"2.5", errors.InexactNumber, "2.5"),
        (b'{"a":9007199254740992}', errors.InexactNumber, "$.a"),
        (b'{"a":-9007199254740992}', errors.InexactNumber, "$.a"),
        (b'{"a":' + b"9" * 5000 + b"}", errors.InexactNumber, "999"),
        (b'{"a":NaN}', errors.InexactNumber, "NaN"),
        (b'{"a":1,"a":1}', errors.RepeatedName, '"a"'),
        (b'{"a":1,"b":2,"a":3}', errors.RepeatedName, '"a"'),
        (b'{"b":1,"a":2}', errors.NotCanonical, "byte 2"),
        (b'{ "a":1}', errors.NotCanonical, "byte 1"),
        (b'{"a":1}\n', errors.NotCanonical, "byte 7"),
        (b'{"a":-0}', errors.NotCanonical, "byte 5"),
        (b'{"\\u0061":1}', errors.NotCanonical, "byte 2"),
        (b'"\\/"', errors.NotCanonical, "byte 1"),
        (b'"\\u000a"', errors.NotCanonical, "byte 2"),
        ('{"\ufb33":1,"\U0001f600":2}'.encode(), errors.NotCanonical, "byte 2"),
        (b'"\\ud83d"', errors.LoneSurrogate, "$"),
        (b'{"\\udc00":1}', errors.LoneSurrogate, "a name in $"),
        (b'"\xed\xa0\x80"', errors.BrokenUtf8, "byte 1"),
        (b'"\xff"', errors.BrokenUtf8, "byte 1"),
        (b'"\xc3"', errors.BrokenUtf8, "byte 1"),
        (b"", errors.NotJson, "byte 0"),
        (b'{"a":1', errors.NotJson, "byte 6"),
        (b"{'a':1}", errors.NotJson, "byte 1"),
        ('{"я":x}'.encode(), errors.NotJson, "byte 6"),
        (b'"' + b"a" * 65_535 + b'"', errors.LeafTooLong, "65537"),
        (b"[" * 33 + b"]" * 33, errors.LeafTooDeep, "32"),
        (b'{"a":' * 33 + b"1" + b"}" * 33, errors.LeafTooDeep, "32"),
        (b"[" * 30_000, errors.LeafTooDeep, "32"),
    ],
)
def test_what_is_not_canonical_is_refused_with_the_place(encoded, refusal, words):
    with pytest.raises(refusal) as refused:
        canonical.decode(encoded)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("value", "refusal", "place"),
    [
        ({"a": [1, {"b": 0.5}]}, errors.InexactNumber, "$.a[1].b"),
        ({"a": 2**53}, errors.InexactNumber, "$.a"),
        ({"a": float("nan")}, errors.InexactNumber, "$.a"),
        ({"a": "\ud800"}, errors.LoneSurrogate, "$.a"),
        ({"\udfff": 1}, errors.LoneSurrogate, "a name in $"),
        ({1: 2}, errors.UnsupportedValue, "a name in $"),
        ({"a": b"bytes"}, errors.UnsupportedValue, "$.a"),
        ({"a": {1, 2}}, errors.UnsupportedValue, "$.a"),
    ],
)
def test_values_without_a_canonical_form_are_refused_with_the_place(value, refusal, place):
    with pytest.raises(refusal) as refused:
        canonical.encode(value)
    assert refused.value.values["place"] == place


def test_brackets_inside_texts_are_no_nesting():
    assert canonical.decode(b'["' + b"[{" * 100 + b'"]') == ["[{" * 100]


def test_the_deepest_nesting_allowed_is_read_and_written():
    value = []
    for _ in range(canonical.MAX_DEPTH - 1):
        value = [value]
    assert canonical.decode(canonical.encode(value)) == value
    with pytest.raises(errors.LeafTooDeep):
        canonical.encode([value])


def test_subclasses_of_text_are_written_as_the_text_they_are():
    class Position(StrEnum):
        APPROVE = "approve"

    assert canonical.encode({"position": Position.APPROVE}) == b'{"position":"approve"}'


def test_contents_that_are_no_leaves_may_be_longer():
    value = "a" * 70_000
    with pytest.raises(errors.LeafTooLong):
        canonical.encode(value)
    assert canonical.decode(canonical.encode(value, limit=None), limit=None) == value
