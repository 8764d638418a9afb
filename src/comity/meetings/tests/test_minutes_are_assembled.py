"""The same record gives minutes, a journal and a communiqué in every language."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from comity.meetings import minutes_text as m

NOON = datetime(2021, 9, 9, 12, tzinfo=UTC)
KZ = {"en": "Kazakhstan", "ru": "Казахстан"}
BY = {"en": "Belarus", "ru": "Беларусь"}
ITEM = m.Item("strategy", 2, {"en": "The strategy", "ru": "Стратегия"})
HELD = m.Held(
    title={"en": "Session in Minsk", "ru": "Заседание в Минске"},
    body={"en": "Commission", "ru": "Комиссия"},
    number=31,
    place={"en": "Minsk", "ru": "Минск"},
    opened=NOON,
    closed=NOON + timedelta(hours=5),
    zone={"en": "Minsk time, UTC+03:00", "ru": "время: Минск, UTC+03:00"},
    chair=BY,
    present=(BY, KZ),
    items=(ITEM, m.Item("other", 3, {"en": "Other matters"})),
    happenings=(
        m.Happening(NOON + timedelta(hours=2), "strategy", m.voted(ITEM.title, "adopted", [("approve", 2)])),
        m.Happening(NOON + timedelta(hours=1), "strategy", m.spoke(KZ, "statement", 250)),
        m.Happening(NOON + timedelta(days=1), "strategy", m.spoke(BY, "right of reply", 30)),
    ),
    decisions=(m.Taken("MEC/2021/D1", "strategy", ITEM.title, {"en": "It is adopted."}, (KZ,), date(2022, 1, 1)),),
)


def english(sections):
    return m.written(sections, "en", lambda text: text)


def test_minutes_tell_what_happened_in_the_order_in_which_it_did():
    text = english(m.minutes(HELD))
    assert text.startswith("# Minutes: Session in Minsk\n\nThe session was opened on 09.09.2021 at 12:00 (Minsk time,")
    assert text.index("Kazakhstan made a statement (4 min).") < text.index("Adopted: The strategy (approve 2).")
    assert "Decision MEC/2021/D1. It is adopted." in text
    assert "Responsible: Kazakhstan; due on 01.01.2022." in text
    assert "Other matters" not in text  # nothing happened on it
    assert text.rstrip().endswith("The session was closed on 09.09.2021 at 17:00 (Minsk time, UTC+03:00).")


def test_names_are_said_in_the_language_of_the_text():
    text = m.written(m.minutes(HELD), "ru", lambda text: text)
    assert "Казахстан" in text
    assert "Kazakhstan" not in text
    assert "It is adopted." in text  # said in English alone


def test_the_journal_of_a_day_leaves_out_the_next():
    text = english(m.journal(HELD, NOON.date()))
    assert "13:00 Kazakhstan made a statement" in text
    assert "Belarus spoke" not in text
    assert "Belarus spoke" in english(m.journal(HELD, NOON.date() + timedelta(days=1)))


def test_a_communique_holds_the_decisions_and_no_debate():
    text = english(m.communique(HELD))
    assert "Delegations of Belarus, Kazakhstan took part." in text
    assert "MEC/2021/D1. The strategy: It is adopted." in text
    assert "statement" not in text


@given(st.lists(st.sampled_from(["statement", "right of reply", "point of order", "explanation of vote"]), max_size=6))
def test_every_happening_stands_in_the_minutes_once(kinds):
    happenings = tuple(
        m.Happening(NOON + timedelta(minutes=place), "strategy", m.spoke({"en": f"P{place}"}, kind, 60))
        for place, kind in enumerate(kinds)
    )
    held = m.Held(**{**{name: getattr(HELD, name) for name in m.Held.__slots__}, "happenings": happenings})
    text = english(m.minutes(held))
    assert all(text.count(f"P{place} ") == 1 for place in range(len(kinds)))


def test_accepted_corrections_are_made_once_and_where_they_stand():
    text = "KZ spoke. KZ spoke again."
    made = m.corrected(text, [("KZ spoke.", "Kazakhstan spoke."), ("BY left.", "Belarus left.")])
    assert made == "Kazakhstan spoke. KZ spoke again."
    assert m.corrected("As agreed.", [("agreed", "decided"), ("agreed", "decided")]) == "As decided."


def test_outcomes_without_a_decision_are_told_as_such():
    for outcome, words in (("no quorum", "no quorum"), ("no consensus", "no consensus"), ("rejected", "Rejected")):
        assert words in english([m.Section(m.voted(ITEM.title, outcome, []), ())])
