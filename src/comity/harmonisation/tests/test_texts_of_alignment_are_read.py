from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.harmonisation import documents, refusals
from comity.harmonisation.documents import as_document, legal_text


def body(**changes):
    loaded = {"language": "en", "title": "T", "provisions": [{"id": "1", "text": "Words."}, {"id": "2", "text": ""}]}
    return json.dumps(loaded | changes).encode()


def test_a_text_is_read_and_written_back():
    text = legal_text(body(), name="x.json")
    assert [one.id for one in text.provisions] == ["1", "2"]
    assert legal_text(json.dumps(as_document(text)).encode(), name="x.json") == text


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip),
            st.text(st.characters(exclude_categories=["Cs"])),
            st.text(st.characters(exclude_categories=["Cs"])),
        ),
        min_size=1,
        max_size=5,
        unique_by=lambda row: row[0],
    )
)
def test_whatever_words_a_text_has_none_is_lost(rows):
    provisions = [{"id": id, "text": words, "heading": heading} for id, words, heading in rows]
    text = legal_text(body(provisions=provisions), name="x.json")
    assert [(one.id, one.text, one.heading) for one in text.provisions] == rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_encodings_of_unicode_are_read(encoding):
    provisions = [{"id": "ст. 1", "text": "Лицензия"}]
    words = json.dumps({"language": "ru", "title": "", "provisions": provisions}, ensure_ascii=False)
    assert legal_text(words.encode(encoding), name="x.json").provisions[0].text == "Лицензия"


def test_languages_of_three_letters_are_known_by_two():
    assert legal_text(body(language="rus"), name="x.json").language == "ru"


@pytest.mark.parametrize(
    ("given_body", "refusal", "says"),
    [
        ("Лицензия".encode("cp1251"), refusals.WrongEncoding, "x.json is not UTF-8: byte 0"),
        (b"{", refusals.NotJson, "line 1, column 2"),
        (b"[" * 100_000, refusals.NotJson, "nested too deep"),
        (b"[]", refusals.WrongShape, "the document is []"),
        (body(language=None), refusals.WrongShape, "language is null"),
        (body(language="English language"), refusals.WrongShape, "ISO 639"),
        (body(provisions=[]), refusals.WrongShape, "at least one provision"),
        (body(provisions={}), refusals.WrongShape, "at least one provision"),
        (body(provisions=["x"]), refusals.WrongShape, "provisions[0]"),
        (body(provisions=[{"id": "1"}]), refusals.WrongShape, "provisions[0].text is missing"),
        (body(provisions=[{"id": 5, "text": "x"}]), refusals.WrongShape, "provisions[0].id is 5"),
        (body(provisions=[{"id": " ", "text": "x"}]), refusals.WrongShape, "provisions[0].id"),
        (body(provisions=[{"id": "1", "text": "\ud800"}]), refusals.WrongShape, "half a character"),
        (
            body(provisions=[{"id": "1", "text": "a"}, {"id": "2", "text": "b"}, {"id": "1", "text": "c"}]),
            refusals.DuplicateIdentifier,
            "“1” stands at provisions[0] and at provisions[2]",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_by_the_name_of_its_place(given_body, refusal, says):
    with pytest.raises(refusal) as refused:
        legal_text(given_body, name="x.json")
    assert says in str(refused.value)


def test_a_file_of_fifty_megabytes_is_refused_before_it_is_read():
    with pytest.raises(refusals.FileTooLarge, match="52428800 bytes; 33554432"):
        documents.require_size(50 * 1024 * 1024, name="x.json")


def test_more_provisions_than_can_be_aligned_are_refused(monkeypatch):
    monkeypatch.setattr(documents, "MAX_PROVISIONS", 1)
    with pytest.raises(refusals.TooManyProvisions, match="2 provisions; 1 can"):
        legal_text(body(), name="x.json")
