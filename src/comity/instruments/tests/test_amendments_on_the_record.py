"""Amendments as acts: proposed on a provision, decided by a rule, made in the next version; what stands against it."""

from __future__ import annotations

import pytest

from comity.cases.models import Procedure
from comity.cases.testing import EVERYBODY, MAJORITY, one_stage
from comity.instruments import acts, amending, refusals
from comity.instruments.acts import amendments
from comity.instruments.models import Amendment, Deposit, Version
from comity.instruments.testing import CLAUSE, WARNING, WARNING_RU, Drafters
from comity.instruments.text import Text
from comity.instruments.text.amending import NoSuchProvision, ProvisionChanged, WrongLevel
from comity.parties.refusals import NotYours
from comity.record.testing import MemoryLedger

RETURNING = {
    "procedure": "returning",
    "version": 1,
    "stages": [
        {
            "id": "vote",
            "body": "commission",
            "positions": ["approve", "object"],
            "rule": EVERYBODY,
            "then": {"adopted": "adopted", "rejected": "drafting", "lapsed": "drafting"},
        },
        {"id": "drafting", "limit": 3, "then": {"submitted": "vote"}},
    ],
    "ends": ["adopted", "abandoned"],
}
HOURS = "1. Each Party maintains a warning centre that answers within one hour."
HOURS_RU = "1. Каждая Сторона содержит центр оповещения, отвечающий в течение часа."


@pytest.fixture
def house() -> Drafters:
    house = Drafters.of_members("AM", "BY", "KG", ledger=MemoryLedger("comity.test"))
    house.drafted(en=WARNING, ru=WARNING_RU)
    return house


def proposed(house: Drafters, name: str = "a1", *, by: str = "BY", on: int = 1, target: str = "art_2__para_1", **more):
    texts = more.pop("texts", {"en": HOURS, "ru": HOURS_RU})
    operation = more.pop("operation", "replace")
    act = amendments.ProposeAmendment(
        instrument=more.pop("instrument", "warning"),
        amendment=name,
        on=on,
        operation=operation,
        target=target,
        texts=house.deposited(texts),
        **more,
    )
    house.do(act, house.delegate(by))
    return amendment(house, name)


def amendment(house: Drafters, name: str = "a1") -> Amendment:
    found = house.rows.read(Amendment, name)
    assert found is not None
    return found


def put(house: Drafters, name: str = "a1", rule=MAJORITY, by: str = "BY") -> str:
    source = one_stage(rule, name=f"on-{name}")
    procedure = f"on-{name}/1"
    if house.rows.read(Procedure, procedure) is None:
        house.published(source)
    act = amendments.PutAmendment(instrument="warning", amendment=name, case=f"case-{name}", procedure=procedure)
    house.do(act, house.delegate(by))
    return f"case-{name}"


def adopted(house: Drafters, name: str = "a1", **more) -> Amendment:
    house.all_say("approve", "AM", "BY", case=put(house, name, **more))
    return amendment(house, name)


def text(house: Drafters, language: str = "en") -> Text:
    return amending.structure_in(house.rows, house.version(), language)


def test_an_adopted_amendment_makes_the_next_version_in_every_language_at_once(house):
    proposed(house)
    assert adopted(house).status == "made"
    version = house.version()
    assert (version.number, version.amendments, version.party) == (2, ["a1"], "BY")
    assert "within one hour" in amending.marking_in(house.rows, version, "en")
    assert "в течение часа" in amending.marking_in(house.rows, version, "ru")
    assert version.digest != house.rows.read(Version, "warning", 1).digest


def test_a_rejected_amendment_leaves_the_text_as_it_was(house):
    proposed(house)
    house.all_say("object", "AM", "BY", case=put(house))
    assert (amendment(house).status, house.version().number) == ("rejected", 1)


def test_members_answer_on_the_amendment_by_its_digest(house):
    proposed(house)
    case = house.case(put(house))
    assert (case.subject_kind, case.subject, case.subject_version) == ("amendment", "a1", amendment(house).digest)


def test_an_amendment_in_one_language_leaves_the_other_behind(house):
    proposed(house, texts={"en": HOURS})
    adopted(house)
    version, before = house.version(), house.rows.read(Version, "warning", 1)
    assert version.texts["ru"] == before.texts["ru"]
    assert version.texts["en"] != before.texts["en"]


def test_a_deleted_provision_goes_from_every_language(house):
    proposed(house, operation="delete", target="art_2__para_2__point_b", texts={})
    adopted(house)
    assert all(text(house, language).find("art_2__para_2__point_b") is None for language in ("en", "ru"))


def test_two_amendments_on_the_same_words_are_decided_one_after_the_other(house):
    proposed(house)
    proposed(house, "a2", by="KG", operation="delete", target="art_2", texts={})
    put(house)
    with pytest.raises(refusals.AmendmentRivals, match="a1"):
        put(house, "a2", by="KG")
    house.all_say("approve", "AM", "BY", case="case-a1")
    with pytest.raises(ProvisionChanged):
        put(house, "a2", by="KG")


def test_amendments_to_different_words_of_one_article_are_decided_side_by_side_and_both_made(house):
    costs, costs_ru = "Article 3. Costs\n\nEach {} bears the costs of its own {}.", "Статья 3. Расходы\n\n{} несёт {}."
    proposed(
        house,
        target="art_3",
        texts={"en": costs.format("State", "participation"), "ru": costs_ru.format("Государство", "расходы")},
    )
    proposed(house, "a2", by="KG", target="art_3", texts={"en": costs.format("Party", "delegation")})
    put(house)
    put(house, "a2", by="KG")
    house.all_say("approve", "AM", "BY", case="case-a1")
    house.all_say("approve", "AM", "BY", case="case-a2")
    assert [amendment(house, name).applied_in for name in ("a1", "a2")] == [2, 3]
    assert "Each State bears the costs of its own delegation." in amending.marking_in(house.rows, house.version(), "en")
    assert "Государство несёт расходы." in amending.marking_in(house.rows, house.version(), "ru")


def test_an_amendment_put_on_newer_words_is_answered_on_as_merged_with_them(house):
    proposed(
        house, target="art_3", texts={"en": "Article 3. Costs\n\nEach State bears the costs of its participation."}
    )
    house.revised(en=WARNING.replace("the costs of", "all costs of"), ru=WARNING_RU)
    before = amendment(house).digest
    put(house)
    found = amendment(house)
    assert "Each State bears all costs of its participation." in found.carried["en"]
    assert found.digest != before
    assert house.case("case-a1").subject_version == found.digest


def test_after_the_first_was_rejected_the_second_may_be_put(house):
    proposed(house)
    proposed(house, "a2", by="KG", operation="delete", target="art_2", texts={})
    house.all_say("object", "AM", "BY", case=put(house))
    assert adopted(house, "a2", by="KG").status == "made"
    assert [one.number for one in text(house).body] == ["Article 1.", "Article 3."]


def test_amendments_on_different_words_are_decided_side_by_side_and_both_made(house):
    proposed(house)
    proposed(
        house, "a2", by="KG", operation="insert after", target="art_1", texts={"en": "Article 1 bis. Aim\n\nIt helps."}
    )
    put(house)
    put(house, "a2", by="KG")
    house.all_say("approve", "AM", "BY", case="case-a1")
    house.all_say("approve", "AM", "BY", case="case-a2")
    assert [amendment(house, name).applied_in for name in ("a1", "a2")] == [2, 3]
    assert "within one hour" in amending.marking_in(house.rows, house.version(), "en")
    assert text(house).find("art_1bis") is not None


def test_an_amendment_is_carried_over_to_where_its_article_stands_now(house):
    proposed(house)
    house.revised(en=WARNING.replace("Article 2.", "Article 4."), ru=WARNING_RU.replace("Статья 2.", "Статья 4."))
    put(house)
    assert (amendment(house).target, amendment(house).base) == ("art_4__para_1", 2)


def test_an_amendment_to_a_provision_that_no_longer_exists_is_not_put(house):
    proposed(house, target="art_3", texts={"en": "Article 3. Costs\n\nNone."})
    house.revised(en=WARNING[: WARNING.index("Article 3")], ru=WARNING_RU[: WARNING_RU.index("Статья 3")])
    with pytest.raises(NoSuchProvision):
        put(house)
    assert amendment(house).status == "proposed"


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"target": "art_9"}, NoSuchProvision),
        ({"on": 7}, refusals.NoSuchVersion),
        ({"texts": {"en": "Article 5. New"}}, WrongLevel),
        ({"texts": {"en": "1. A note.[^1]"}}, refusals.AmendmentUnreadable),
        ({"texts": {"fr": HOURS}}, refusals.LanguageMissing),
        ({"texts": {}}, refusals.AmendmentWords),
        ({"operation": "delete"}, refusals.AmendmentWords),
        ({"instrument": "no-such"}, refusals.NoSuchInstrument),
    ],
)
def test_an_amendment_that_could_not_be_made_is_refused_when_it_is_proposed(house, more, refusal):
    with pytest.raises(refusal):
        proposed(house, **more)
    assert house.rows.read(Amendment, "a1") is None


def test_only_its_proposer_or_the_desk_puts_or_withdraws_an_amendment(house):
    proposed(house)
    withdrawal = amendments.WithdrawAmendment(instrument="warning", amendment="a1")
    with pytest.raises(NotYours):
        put(house, by="KG")
    with pytest.raises(NotYours):
        house.do(withdrawal, house.delegate("KG"))
    house.do(withdrawal, house.delegate("BY"))
    assert amendment(house).status == "withdrawn"
    with pytest.raises(refusals.AmendmentNotOpen):
        put(house)


def test_a_withdrawn_amendment_takes_its_question_with_it(house):
    proposed(house)
    case = put(house)
    house.do(amendments.WithdrawAmendment(instrument="warning", amendment="a1"), house.delegate("BY"))
    assert (amendment(house).status, house.case(case).end) == ("withdrawn", "abandoned")


def test_while_members_answer_on_a_text_an_adopted_amendment_waits(house):
    proposed(house)
    put(house)
    house.submitted()
    house.all_say("approve", "AM", "BY", case="case-a1")
    assert (amendment(house).status, house.version().number) == ("adopted", 1)
    assert "come back for drafting" in amendment(house).blocked["template"]


def test_a_waiting_amendment_is_made_when_the_text_is_submitted_again(house):
    proposed(house)
    put(house)
    house.do(
        acts.SubmitInstrument(instrument="warning", case="main", procedure=house.published(RETURNING)),
        house.delegate("AM"),
    )
    house.all_say("approve", "AM", "BY", case="case-a1")
    house.all_say("object", "AM", case="main")
    assert house.case("main").stage == "drafting"
    house.do(acts.ResubmitInstrument(instrument="warning"), house.delegate("AM"))
    version = house.version()
    assert (amendment(house).status, version.number) == ("made", 2)
    assert house.case("main").subject_version == version.digest


def test_a_text_in_force_without_deposits_is_amended_by_decision(house):
    house.adopted()
    proposed(house)
    house.all_say("approve", case=put(house, rule=EVERYBODY))
    instrument = house.instrument()
    assert (instrument.status, instrument.version, instrument.adopted_version) == ("in force", 2, 2)


def test_what_parties_are_bound_to_by_deposits_is_amended_by_another_instrument(house):
    house.adopted("treaty", clause=CLAUSE)
    with pytest.raises(refusals.AmendedByInstrument):
        proposed(house, instrument="treaty", texts={"en": HOURS})
    house.drafted("protocol", by="BY", clause=CLAUSE)
    carried = proposed(house, instrument="treaty", texts={"en": HOURS}, within="protocol")
    assert (carried.status, carried.within) == ("carried", "protocol")
    with pytest.raises(refusals.AmendmentNotOpen):
        house.do(
            amendments.PutAmendment(
                instrument="treaty", amendment="a1", case="c", procedure=house.published(one_stage(name="x"))
            ),
            house.delegate("BY"),
        )
    with pytest.raises(NotYours):
        proposed(house, "a2", by="KG", instrument="treaty", texts={"en": HOURS}, within="protocol")


def test_a_reservation_is_attached_to_provisions_that_exist(house):
    house.adopted("treaty", clause=CLAUSE)
    deposit = {"instrument": "treaty", "party": "AM", "kind": "ratification", "on": house.today}
    reservation = {"en": "Not bound."}
    lost = acts.MakeDeposit(**deposit, reservation=reservation, reservation_on=("art_33",))
    with pytest.raises(NoSuchProvision):
        house.do(lost, house.delegate("AM"))
    house.do(acts.MakeDeposit(**deposit, reservation=reservation, reservation_on=("art_3",)), house.delegate("AM"))
    [made] = house.rows.find(Deposit, instrument="treaty")
    assert (made.reserved, made.declared) == (["art_3"], [])


def test_a_deposit_made_under_the_first_schema_is_still_read():
    payload = {"instrument": "t", "party": "AM", "kind": "accession", "on": "2026-01-02"}
    act = acts.MakeDeposit.from_payload(payload, 1)
    assert (act.reservation_on, acts.MakeDeposit.leaf_type()) == ((), "instruments.deposit.make@2")
