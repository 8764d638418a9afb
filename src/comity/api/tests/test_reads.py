"""Reads of the API: public, paged by cursors, and cheap to ask for again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from comity.api.testing import refused
from comity.cases.testing import EVERYBODY, SIX, one_stage
from comity.instruments import acts as instruments
from comity.parties.acts import SuspendParty, WithdrawParty
from comity.parties.rules import PartyKind
from comity.procedure import schema


def every_page(programme, path, **more):
    cursor, found = None, []
    while True:
        query = "&".join(
            f"{name}={value}" for name, value in {**more, **({"cursor": cursor} if cursor else {})}.items()
        )
        page = programme.get(f"{path}?limit=2&{query}").json()
        assert len(page["items"]) <= 2
        found += page["items"]
        cursor = page["next"]
        if cursor is None:
            return found


def test_the_organisation_says_whose_record_it_is(house, stranger):
    house.place()
    told = stranger.get("organisation").json()
    assert (told["origin"], told["name"]) == (house.ledger.origin, {"en": "River Commission"})
    assert told["record_size"] > 10


def test_before_anything_is_founded_there_is_no_organisation(db, stranger):
    assert refused(stranger.get("organisation")) == (404, "NotFound")


def test_a_list_is_walked_page_by_page(house, stranger):
    parties = every_page(stranger, "parties")
    assert [party["id"] for party in parties] == [*SIX, "secretariat"]


def test_a_page_once_begun_neither_repeats_nor_skips_when_somebody_joins(house, stranger):
    first = stranger.get("parties?limit=2").json()
    house.party("AA")
    house.party("BZ")
    rest = stranger.get(f"parties?limit=200&cursor={first['next']}").json()["items"]
    assert [party["id"] for party in rest] == ["BZ", "KG", "KZ", "RU", "TJ", "secretariat"]


def test_parties_are_filtered_by_kind(house, stranger):
    house.party("GE", PartyKind.OBSERVER)
    assert [party["id"] for party in stranger.get("parties?kind=observer").json()["items"]] == ["GE"]
    assert refused(stranger.get("parties?kind=friend")) == (422, "FieldRefused")


def test_a_partys_standing_is_that_of_today(house, stranger):
    today = timezone.now().date()
    house.do(SuspendParty(party="AM", since=today, grounds={"en": "Arrears"}))
    house.do(WithdrawParty(party="BY", until=today))
    assert stranger.get("parties/AM").json()["standing"] == "suspended"
    assert stranger.get("parties/BY").json()["standing"] == "former"
    assert stranger.get("bodies/commission").json()["members"] == ["AM", "KG", "KZ", "RU", "TJ"]
    assert [body["id"] for body in stranger.get("bodies").json()] == ["commission"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("parties/XX", "NoSuchParty"),
        ("bodies/none", "NoSuchBody"),
        ("procedures/none/1", "NoSuchProcedure"),
        ("cases/none", "NoSuchCase"),
        ("instruments/none", "NoSuchInstrument"),
        ("proposals/none", "NoSuchProposal"),
        (f"contents/{'0' * 64}", "NotFound"),
        (f"contents/{'0' * 64}/body", "NotFound"),
        ("schemas/none", "NotFound"),
        ("acts/ffffffff-ffff-4fff-bfff-ffffffffffff", "NotFound"),
        ("nothing/here", "NoSuchAddress"),
    ],
)
def test_what_is_not_there_is_told_in_the_one_style(house, stranger, path, code):
    assert refused(stranger.get(path)) == (404, code)


@pytest.mark.parametrize("cursor", ["x", "AAAA", "WzEuNV0", "WyJcdTAwMDAiXQ", "WyJhIiwiYiJd", "%00", "e30"])
def test_a_cursor_that_is_none_of_ours_is_refused(house, stranger, cursor):
    for path in ("acts", "proposals", "procedures"):
        assert refused(stranger.get(f"{path}?cursor={cursor}")) == (422, "FieldRefused")


def test_the_record_is_listed_in_its_order_and_backwards(house, stranger):
    house.place()
    forwards = every_page(stranger, "acts")
    backwards = every_page(stranger, "acts", newest_first="true")
    assert [act["position"] for act in forwards] == list(range(len(forwards)))
    assert forwards == backwards[::-1]
    assert forwards[0]["type"] == "record.open"
    admitted = every_page(stranger, "acts", type="parties.party.admit")
    assert [act["payload"]["party"] for act in admitted] == list(SIX)


def test_a_case_shows_its_path_its_positions_and_what_is_missing(house, stranger):
    house.asked(one_stage(EVERYBODY))
    house.says("AM", "approve", reservation={"en": "Except article 3."})
    case = stranger.get("cases/q1").json()
    assert (case["stage"], case["round"], case["end"]) == ("vote", 1, None)
    assert case["path"][0]["status"] == "current"
    assert case["path"][0]["to_take_position"] == list(SIX[1:])
    assert case["members"] == list(SIX)
    assert any("BY" in line for line in case["missing"])
    (position,) = case["positions"]
    assert (position["member"], position["position"]) == ("AM", "approve")
    assert position["reservation"] == {"en": "Except article 3."}


def test_a_case_that_ended_says_how_and_why(house, stranger):
    house.asked(one_stage())
    house.all_say("approve", *SIX[:4])
    case = stranger.get("cases/q1").json()
    assert (case["end"], case["missing"]) == ("adopted", [])
    assert case["rounds"][0]["outcome"] == "adopted"
    assert case["rounds"][0]["because"]
    assert [one["id"] for one in stranger.get("cases?open=false").json()["items"]] == ["q1"]
    assert stranger.get("cases?open=true").json()["items"] == []


def test_what_is_missing_is_said_in_the_language_asked_for(house, stranger):
    house.asked(one_stage(EVERYBODY))
    english, russian = (
        stranger.get("cases/q1", **{"Accept-Language": language}).json()["missing"] for language in ("en", "ru")
    )
    assert english != russian


def test_a_case_is_read_in_a_known_number_of_queries(house, stranger, django_assert_max_num_queries):
    house.asked(one_stage())
    house.all_say("approve", "AM", "BY")
    stranger.get("cases/q1")
    with django_assert_max_num_queries(7):  # one for the rate, one for the case, five for what belongs to it
        stranger.get("cases/q1")


def test_a_procedure_is_read_as_it_was_published(house, stranger):
    source = one_stage()
    house.published(source)
    assert stranger.get("procedures/simple/1").json()["source"] == source
    assert [one["id"] for one in stranger.get("procedures").json()["items"]] == ["simple/1"]


def test_an_instrument_shows_its_versions_deposits_and_proposals(house, stranger):
    text = house.ledger.deposit(b"Article 1.")
    by = house.delegates["AM"]
    house.do(
        instruments.DraftInstrument(
            instrument="statute",
            reference="C/1",
            kind="agreement",
            title={"en": "Statute"},
            body="commission",
            authentic=("en",),
            texts={"en": text},
            clause={"when": {"count": "deposited", "at_least": 2}, "then": {"after": "P30D"}},
        ),
        by,
    )
    procedure = house.published(one_stage())
    house.do(instruments.SubmitInstrument(instrument="statute", case="q1", procedure=procedure), by)
    house.all_say("approve", *SIX[:4])
    today = house.now.date()
    house.do(instruments.MakeDeposit(instrument="statute", party="AM", kind="ratification", on=today), by)
    ask = instruments.AskProposal(
        instrument="statute", title={"en": "Measures"}, responsible="BY", due=today + timedelta(days=90)
    )
    asked = house.do(ask, house.desk)
    told = stranger.get("instruments/statute").json()
    assert (told["status"], told["case"], told["adopted_version"]) == ("adopted", "q1", 1)
    assert told["versions"][0]["texts"] == {"en": text}
    assert stranger.client.get(told["versions"][0]["urls"]["en"]).content == b"Article 1."
    assert [deposit["party"] for deposit in told["deposits"]] == ["AM"]
    assert stranger.get(f"proposals/{asked.id}").json()["responsible"] == "BY"
    assert [one["id"] for one in stranger.get("proposals?responsible=BY").json()["items"]] == [asked.id]
    assert stranger.get("proposals?responsible=AM").json()["items"] == []
    assert [one["id"] for one in stranger.get("instruments?status=adopted").json()["items"]] == ["statute"]


def test_whoever_has_the_newest_state_is_told_so_without_a_body(house, stranger):
    first = stranger.get("parties/AM")
    again = stranger.get("parties/AM", **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    house.do(SuspendParty(party="AM", since=timezone.now().date(), grounds={"en": "Arrears"}))
    assert stranger.get("parties/AM", **{"If-None-Match": first["ETag"]}).status_code == 200


def test_a_parameter_that_nothing_knows_is_refused_instead_of_passing_unnoticed(db, stranger):
    answer = stranger.get("parties?limt=5")
    assert refused(answer) == (422, "FieldRefused")
    assert answer.json()["values"]["field"] == "limt"
    assert "cursor, kind, limit" in answer.json()["values"]["expected"]
    assert stranger.get("schemas?x=1").json()["values"]["expected"] == "no parameters"


def test_the_description_of_the_api_is_not_sent_again_to_who_has_it(db, stranger):
    first = stranger.get("openapi.json")
    assert first.status_code == 200
    assert stranger.get("openapi.json", **{"If-None-Match": first["ETag"]}).status_code == 304


def test_the_head_of_a_read_may_be_asked_for_alone(house, stranger):
    answer = stranger.client.head("/api/parties/AM")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["ETag"] == stranger.get("parties/AM")["ETag"]


def test_a_method_that_an_address_does_not_take_is_refused_with_those_it_takes(house, stranger):
    answer = stranger.client.delete("/api/parties/AM")
    assert refused(answer) == (405, "MethodRefused")
    assert answer["Allow"] == "GET"


def test_the_schemas_of_the_formats_are_published(house, stranger):
    assert stranger.get("schemas").json() == schema.names()
    assert stranger.get("schemas/rule").json() == schema.load("rule")


def test_a_reader_of_another_site_may_read_from_a_page(house, stranger):
    assert stranger.get("parties")["Access-Control-Allow-Origin"] == "*"
