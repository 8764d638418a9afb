from __future__ import annotations

import psycopg
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from comity.enterprises.names import read
from comity.enterprises.search import Candidate, Tables, kept, rare, rerank, search, statements, trigrams

TABLES = Tables("probe_name", "probe_gram", "probe_frequency")
NAMES = [
    "ООО Восход Заречье", "Россельхозбанк", "Արարատբանկ", "სმარტი", "Schmidt & Söhne GmbH", "ПАО Ромашка", "Завод Аист",
    "Ромашкинский завод", "中国银行",
]  # fmt: skip


@pytest.fixture
def ask():
    """A question runner on tables of the test's own, which go with its session."""
    database = settings.DATABASES["default"]
    address = {"host": database["HOST"], "dbname": database["NAME"], "user": database["USER"], "port": database["PORT"]}
    address = {name: value for name, value in address.items() if value}
    with psycopg.connect(**address, password=database["PASSWORD"] or None) as connection:
        connection.execute(statements.definitions(TABLES).replace("CREATE TABLE", "CREATE TEMPORARY TABLE"))
        for at, written in enumerate(NAMES):
            name = read(written)
            connection.execute("INSERT INTO probe_name VALUES (%s, %s, %s, %s, %s)", (at, at, written, *kept(name)))
            grams = trigrams(name)
            for gram in grams:
                connection.execute("INSERT INTO probe_gram VALUES (%s, %s, %s)", (gram, at, len(grams)))
        connection.execute(statements.counted(TABLES))
        yield lambda statement, values: connection.execute(statement, values).fetchall()
        connection.rollback()


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("rosselhozbank", "Россельхозбанк"),
        ("rossellkhozbanc", "Россельхозбанк"),
        ("araratbank", "Արարատբանկ"),
        ("Арарат банк", "Արարատբանկ"),
        ("smart", "სმარტი"),
        ("Шмидт и Зёне", "Schmidt & Söhne GmbH"),
        ("zarechie voshod", "ООО Восход Заречье"),
        ("romashka", "ПАО Ромашка"),
    ],
)
@pytest.mark.django_db
def test_a_name_is_found_first_however_it_is_romanised(ask, question, first):
    assert search(question, ask, TABLES, len(NAMES))[0].candidate.written == first


@pytest.mark.parametrize("question", ["", "☃", "qqqq'; DROP TABLE probe_name; --", "%s", "\x00"])
@pytest.mark.django_db
def test_a_question_that_names_nothing_finds_nothing_it_should_not_and_breaks_nothing(ask, question):
    assert len(search(question, ask, TABLES, len(NAMES))) <= 10
    assert search("smart", ask, TABLES, len(NAMES))


@given(st.text(max_size=50))
def test_any_text_has_trigrams_that_a_database_can_keep(text):
    grams = trigrams(text)
    assert grams == trigrams(text)
    assert all(1 <= len(gram) <= 5 and gram.isascii() and "\x00" not in gram for gram in grams)


def test_legal_forms_and_capitals_leave_the_trigrams_as_they_are():
    assert trigrams("ООО «РОМАШКА»") == trigrams("Ромашка")


def test_the_same_name_in_two_scripts_has_the_same_trigrams():
    assert trigrams("Ромашка") == trigrams("Romashka") == trigrams("Ռոմաշկա")


def test_the_rarest_trigrams_are_taken_until_the_budget_is_spent():
    frequencies = {"abc": 10, "bcd": 1, "cde": 500}
    chosen = rare(["abc", "bcd", "cde", "xyz"], frequencies, names=1000, budget=100)
    assert list(chosen) == ["bcd", "abc"]
    assert chosen["bcd"] > chosen["abc"] > 0


def test_a_question_of_common_trigrams_alone_still_asks_for_its_rarest():
    assert list(rare(["abc"], {"abc": 5000}, names=10_000, budget=100)) == ["abc"]


def test_candidates_come_likest_first_and_each_enterprise_once():
    names = {1: ["Romashka", "Romashkin"], 2: ["Vostok"], 3: ["Rumashka"]}
    candidates = [Candidate(key, name, *kept(read(name)), 1.0) for key, written in names.items() for name in written]
    found = rerank("Ромашка", candidates)
    assert [one.candidate.written for one in found] == ["Romashka", "Rumashka", "Vostok"]
    assert 1 >= found[0].likeness > found[1].likeness > found[2].likeness >= 0
    assert len(rerank("Ромашка", candidates, limit=1)) == 1
