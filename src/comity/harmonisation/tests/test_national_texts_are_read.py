from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.harmonisation.reading import NoProvisions, read_file, read_marking
from comity.instruments.importing import Refused
from comity.instruments.text import Unreadable

RUSSIAN = """Закон о лицензировании

Глава 1. Общие положения

Статья 1. Предмет
1. Настоящий закон регулирует лицензирование.
2. Он не применяется к:
а) судам;
б) музеям.

Статья 2. Определения
Лицензия означает разрешение.

Глава 2. Надзор

Статья 1. Инспекции
1. Инспекция проводится ежегодно.
"""
GERMANIC = """Licensing Act

§ 1 Scope
(1) This law applies.
(2) It does not apply to:
1. ships,
2. museums.

§ 2. Definitions
Licence means a permit.
"""
CODE = """Кодекс

Раздел I. Лицензии

Глава 1. Общее

§ 1. Основы

Статья 1. Предмет
Кодекс регулирует лицензии.

§ 2. Сроки

Статья 2. Срок
Лицензия выдаётся на пять лет.
"""


def rows(marking, language="en"):
    return [(one.id, one.heading, one.text) for one in read_marking(marking, language=language).text.provisions]


def test_a_russian_law_is_read_into_paragraphs_with_their_points():
    assert rows(RUSSIAN, "ru") == [
        ("chp_1__art_1__para_1", "Предмет", "Настоящий закон регулирует лицензирование."),
        ("chp_1__art_1__para_2", "Предмет", "Он не применяется к: а) судам; б) музеям."),
        ("chp_1__art_2", "Определения", "Лицензия означает разрешение."),
        ("chp_2__art_1__para_1", "Инспекции", "Инспекция проводится ежегодно."),
    ]


def test_numbering_that_restarts_gives_every_provision_a_name_of_its_own_and_is_remarked():
    found = read_marking(RUSSIAN, language="ru")
    ids = [one.id for one in found.text.provisions]
    assert len(set(ids)) == len(ids)
    assert any("Статья 1 follows Статья 2" in str(remark) for remark in found.remarks)


def test_paragraph_signs_are_articles_where_there_are_no_others():
    assert rows(GERMANIC) == [
        ("art_1__point_1", "Scope", "This law applies."),
        ("art_1__point_2", "Scope", "It does not apply to: 1. ships, 2. museums."),
        ("art_2", "Definitions", "Licence means a permit."),
    ]
    assert "2 headings with “§”" in str(read_marking(GERMANIC, language="en").remarks[0])


def test_paragraph_signs_group_the_articles_of_a_code():
    assert [(id.split("__")[-1], heading) for id, heading, _ in rows(CODE, "ru")] == [
        ("art_1", "Предмет"),
        ("art_2", "Срок"),
    ]
    assert len({id.rpartition("__")[0] for id, _, _ in rows(CODE, "ru")}) == 2


def test_articles_whose_number_comes_first_are_read():
    found = rows("Заң\n\n1-бап. Мәні\n\nОсы заң лицензиялауды реттейді.\n\n2-бап. Мерзім\n\nБес жыл.\n", "kk")
    assert [(id, heading) for id, heading, _ in found] == [("art_1", "Мәні"), ("art_2", "Мерзім")]


def test_files_of_other_kinds_are_read_by_the_readers_of_texts():
    page = "<html><body><p>Law</p><p>Article 1. Scope</p><p>This law applies.</p></body></html>"
    assert [one.text for one in read_file(page.encode(), name="x.html", language="en").text.provisions] == [
        "This law applies."
    ]


@pytest.mark.parametrize("body", [b"%PDF-1.7 scanned", "Закон".encode("cp1251"), b"\x00\x01"])
def test_what_is_no_text_is_refused(body):
    with pytest.raises(Refused):
        read_file(body, name="x", language="ru")


@pytest.mark.parametrize("words", ["", " \n\n "])
def test_a_text_without_words_is_refused(words):
    with pytest.raises((NoProvisions, Unreadable)):
        read_marking(words, language="en")


LINES = """Article 1. Scope|Статья 2|§ 3 Terms|Chapter I|1. One.|2. Two:|(a) alpha;|б) beta;||Words.|(1) Left.|— dash
Annex
Whereas words,|Приложение 1|IN WITNESS WHEREOF we sign"""
lines = st.lists(st.sampled_from(LINES.replace("\n", "|").split("|")), min_size=1, max_size=14).map("\n".join)


@settings(deadline=None, max_examples=80)
@given(lines)
def test_whatever_the_order_of_lines_no_sentence_is_lost_and_no_identifier_stands_twice(marking):
    try:
        found = read_marking(marking, language="en").text
    except (NoProvisions, Unreadable):
        return
    ids = [one.id for one in found.provisions]
    assert len(set(ids)) == len(ids)
    read_words = " ".join([found.title, *(f"{one.heading} {one.text}" for one in found.provisions)])
    for word in ("One.", "Two:", "alpha;", "beta;", "Left.", "dash"):
        assert read_words.count(word) >= marking.count(word)
