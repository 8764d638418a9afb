"""Documents are planned with a time, issued language by language, revised and withdrawn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from comity.meetings import acts, refusals
from comity.meetings.models import Document, DocumentText
from comity.meetings.testing import BEGINS, Commission
from comity.parties.refusals import AlreadyThere, NoSuchParty, NotYours
from comity.record.testing import MemoryLedger


@pytest.fixture
def house() -> Commission:
    return Commission.with_rules(ledger=MemoryLedger()).convened()


def planned(house: Commission, **changes: Any) -> None:
    values: dict[str, Any] = {
        "session": "s1",
        "document": "note",
        "symbol": "S1/1",
        "title": {"en": "Note"},
        "languages": ("en", "ru"),
        **changes,
    }
    house.do(acts.PlanDocument(**values), house.desk)


def text(house: Commission, language: str = "en") -> DocumentText:
    found = house.rows.read(DocumentText, "note", language)
    assert found is not None
    return found


def test_a_document_is_due_when_the_rules_say(house: Commission) -> None:
    planned(house)
    found = house.rows.read(Document, "note")
    assert found is not None
    day = BEGINS - timedelta(days=14)
    assert found.due == day.replace(hour=23, minute=59, second=59)
    assert (found.is_public, found.party) == (True, "secretariat")


def test_a_language_that_comes_late_is_marked_and_the_other_is_not(house: Commission) -> None:
    planned(house)
    house.issued("note", "A note.")
    house.now = BEGINS - timedelta(days=2)
    house.issued("note", "Записка.", language="ru")
    assert (text(house).late, text(house, "ru").late) == (False, True)


def test_a_revision_keeps_what_it_replaced(house: Commission) -> None:
    planned(house)
    house.issued("note", "First.")
    first = text(house).digest
    with pytest.raises(refusals.SameText):
        house.issued("note", "First.")
    house.issued("note", "Second.")
    assert (text(house).revision, text(house).earlier[0]["digest"]) == (1, first)


def test_only_the_languages_due_are_issued(house: Commission) -> None:
    planned(house, languages=("en",))
    with pytest.raises(refusals.LanguageNotDue):
        house.issued("note", "Записка.", language="ru")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"circle": "parties"}, refusals.NobodyAdmitted),
        ({"admitted": ("AM",)}, refusals.NobodyAdmitted),
        ({"item": "none"}, refusals.NoSuchItem),
        ({"party": "XX"}, NoSuchParty),
    ],
)
def test_what_makes_no_sense_is_refused(
    house: Commission, changes: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        planned(house, **changes)


def test_symbols_and_identifiers_are_given_once(house: Commission) -> None:
    planned(house)
    with pytest.raises(AlreadyThere):
        planned(house, symbol="S1/2")
    with pytest.raises(refusals.SymbolTaken):
        planned(house, document="other")


def test_a_party_issues_its_own_documents_only(house: Commission) -> None:
    member = house.delegates["KG"]
    own = acts.PlanDocument(
        session="s1", document="note", symbol="S1/1", title={"en": "N"}, party="KG", languages=("en",)
    )
    house.do(own, member)
    with pytest.raises(NotYours):
        house.do(acts.WithdrawDocument(session="s1", document="note", why={"en": "?"}), house.delegates["AM"])
    house.do(acts.WithdrawDocument(session="s1", document="note", why={"en": "Overtaken."}), member)
    with pytest.raises(refusals.NoSuchDocument):
        house.issued("note", "Too late.")


def test_a_document_of_another_session_is_not_found_in_this_one(house: Commission) -> None:
    planned(house)
    house.convened("s22")
    with pytest.raises(refusals.NoSuchDocument):
        house.do(acts.WithdrawDocument(session="s22", document="note", why={"en": "?"}), house.desk)
