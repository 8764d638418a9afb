"""Parties come, are suspended, and leave, each by a dated act."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from comity.parties import acts, refusals
from comity.parties.models import Body, Delegate, Party
from comity.parties.rules import PartyKind, Power, Standing, Suspension, read_suspensions, standing
from comity.parties.testing import House
from comity.record.acts import Capacity, GrantKey, RevokeKey
from comity.record.testing import MemoryLedger

DAY = timedelta(days=1)
GROUNDS = {"en": "Arrears."}


@pytest.fixture
def house() -> House:
    return House.of("AM", "BY", ledger=MemoryLedger("test.example/commission")).body("commission")


def admit(party: str, **more: object) -> acts.AdmitParty:
    return acts.AdmitParty.model_validate(
        {"party": party, "kind": "member", "name": {"en": party}, "since": date(2026, 1, 1), **more}
    )


def test_a_suspended_member_cannot_act_but_what_it_did_stands(house: House) -> None:
    delegate = house.empowered("anna", "AM")
    house.do(acts.SeatDelegate(body="commission", party="AM", person="anna", role="head"), delegate)
    house.do(acts.SuspendParty(party="AM", since=date(2026, 2, 1), grounds=GROUNDS))
    house.person("boris")
    proposal = acts.SeatDelegate(body="commission", party="AM", person="boris", role="expert")
    house.do(proposal, delegate)  # the suspension has not begun
    with pytest.raises(refusals.PartySuspended) as refused:
        house.do(
            acts.RegisterPerson(person="x", profile="0" * 64, function={"en": "X"}), _registrar(house), after=31 * DAY
        )
    assert str(refused.value) == (
        "The rights of AM are suspended, so nobody can act for it now. Its positions taken before stand."
    )
    assert house.rows.read(Delegate, "commission", "AM", "anna") is not None


def _registrar(house: House) -> Capacity:
    """Somebody of AM who may register persons: a power that rests in suspension."""
    return house.empowered("registrar", "AM", Power.REGISTER)


def test_a_suspended_member_still_withdraws_the_powers_and_keys_given_in_its_name(house: House) -> None:
    head = house.empowered("head", "AM")
    deputy = house.empowered("deputy", "AM")
    key = house.fresh_key("head")
    house.do(GrantKey(key=key.public, holder="head"), head)
    house.do(acts.SuspendParty(party="AM", since=date(2026, 1, 1), grounds=GROUNDS))
    house.do(acts.RevokeFullPowers(powers_id=deputy.powers), head)
    house.do(RevokeKey(key=key.id), head)


def test_a_lifted_suspension_gives_the_rights_back_from_its_day(house: House) -> None:
    registrar = _registrar(house)
    house.do(acts.SuspendParty(party="AM", since=date(2026, 1, 1), grounds=GROUNDS))
    with pytest.raises(refusals.PartySuspended):
        house.do(acts.RegisterPerson(person="x", profile="0" * 64, function={"en": "X"}), registrar)
    house.do(acts.LiftSuspension(party="AM", on=date(2026, 1, 2)))
    house.do(acts.RegisterPerson(person="x", profile="0" * 64, function={"en": "X"}), registrar, after=DAY)
    party = house.rows.read(Party, "AM")
    assert party.standing(date(2026, 1, 1)) is Standing.SUSPENDED
    assert party.standing(date(2026, 1, 2)) is Standing.ACTIVE


def test_only_a_suspension_can_be_lifted(house: House) -> None:
    with pytest.raises(refusals.NotSuspended) as refused:
        house.do(acts.LiftSuspension(party="AM", on=date(2026, 1, 1)))
    assert str(refused.value) == "The rights of AM are not suspended, so there is nothing to lift."


def test_a_member_is_suspended_once_at_a_time(house: House) -> None:
    house.do(acts.SuspendParty(party="AM", since=date(2026, 1, 1), grounds=GROUNDS))
    with pytest.raises(refusals.AlreadySuspended) as refused:
        house.do(acts.SuspendParty(party="AM", since=date(2026, 1, 5), grounds=GROUNDS))
    assert str(refused.value).startswith("The rights of AM are suspended on that day already.")


def test_a_withdrawn_member_is_none_from_its_day_on_and_may_come_back(house: House) -> None:
    delegate = house.empowered("anna", "AM")
    house.do(acts.WithdrawParty(party="AM", until=date(2026, 1, 2)))
    house.person("boris")
    seat = acts.SeatDelegate(body="commission", party="AM", person="boris", role="expert")
    house.do(seat, delegate)
    with pytest.raises(refusals.PartyNotActing, match="AM is not a party to this organisation on 2026-01-02"):
        house.do(seat, delegate, after=DAY)
    with pytest.raises(refusals.PartyNotActing, match="AM is not a party to this organisation on 2026-02-01"):
        house.do(acts.WithdrawParty(party="AM", until=date(2026, 2, 1)))
    house.do(admit("AM", since=date(2026, 3, 1)))
    assert house.rows.read(Party, "AM").standing(date(2026, 2, 28)) is Standing.NOT_YET
    house.do(seat, delegate, after=60 * DAY)


def test_a_party_is_admitted_once(house: House) -> None:
    for party in ("AM", acts.SECRETARIAT):
        with pytest.raises(refusals.AlreadyThere) as refused:
            house.do(admit(party))
        assert str(refused.value) == f'"{party}" stands on the record already. Choose another identifier.'


@pytest.mark.parametrize(
    "act",
    [
        acts.SuspendParty(party="XX", since=date(2026, 1, 1), grounds=GROUNDS),
        acts.LiftSuspension(party="XX", on=date(2026, 1, 1)),
        acts.WithdrawParty(party="XX", until=date(2026, 1, 1)),
        acts.SetWeights(party="XX", weights={}, source="nowhere"),
        acts.WithdrawParty(party=acts.SECRETARIAT, until=date(2026, 1, 1)),
    ],
)
def test_acts_on_a_party_name_one_that_exists_and_is_not_the_secretariat(house: House, act: acts.Act) -> None:
    with pytest.raises(refusals.NoSuchParty, match=r"There is no party .* Check the identifier"):
        house.do(act)


def test_weights_come_with_their_source(house: House) -> None:
    house.do(acts.SetWeights(party="AM", weights={"population": 2_900_000, "share": "1/3"}, source="census 2022"))
    party = house.rows.read(Party, "AM")
    assert (party.weights, party.weights_source) == ({"population": 2_900_000, "share": "1/3"}, "census 2022")


def test_a_body_seats_all_members_or_those_it_names(house: House) -> None:
    house.party("ZO", PartyKind.OBSERVER).body("bureau", "AM")
    everybody, bureau = house.rows.read(Body, "commission"), house.rows.read(Body, "bureau")
    parties = [house.rows.read(Party, party) for party in ("AM", "BY", "ZO")]
    assert [everybody.seats_party(party) for party in parties] == [True, True, False]
    assert [bureau.seats_party(party) for party in parties] == [True, False, False]
    with pytest.raises(refusals.NoSuchParty, match='There is no party "XX"'):
        house.body("senate", "XX")
    with pytest.raises(refusals.AlreadyThere):
        house.body("bureau")


def test_the_seats_of_a_body_change_and_a_party_that_lost_its_own_seats_nobody_more(house: House) -> None:
    house.person("anna")
    house.do(acts.ComposeBody(body="commission", seats=("BY",)))
    assert house.rows.read(Body, "commission").seats == ["BY"]
    with pytest.raises(refusals.NoSuchParty):
        house.do(acts.SeatDelegate(body="commission", party="AM", person="anna", role="head"))
    with pytest.raises(refusals.NoSuchParty, match='There is no party "XX"'):
        house.do(acts.ComposeBody(body="commission", seats=("XX",)))
    house.do(acts.ComposeBody(body="commission"))
    house.do(acts.SeatDelegate(body="commission", party="AM", person="anna", role="head"))


def test_a_dissolved_body_takes_nobody_and_nothing_more(house: House) -> None:
    house.person("anna")
    done = house.do(acts.DissolveBody(body="commission"))
    assert house.rows.read(Body, "commission").dissolved_at == done.at
    for act in (
        acts.SeatDelegate(body="commission", party="AM", person="anna", role="head"),
        acts.ComposeBody(body="commission"),
        acts.DissolveBody(body="commission"),
    ):
        with pytest.raises(refusals.NoSuchBody, match="or it was dissolved"):
            house.do(act)
    with pytest.raises(refusals.AlreadyThere):
        house.body("commission")


def test_only_somebody_who_may_compose_bodies_does(house: House) -> None:
    delegate = house.empowered("anna", "AM")
    for act in (acts.ComposeBody(body="commission"), acts.DissolveBody(body="commission")):
        with pytest.raises(refusals.PowerNotHeld):
            house.do(act, delegate)
        house.do(act, house.officer(Power.COMPOSE, person=f"officer for {act.type}"[:60].replace(" ", "-")))


def test_powers_for_one_body_are_enough_to_name_its_delegates(house: House) -> None:
    house.body("council").person("boris")
    head = house.empowered("anna", "AM", Power.GRANT_POWERS, body="commission")
    house.do(acts.SeatDelegate(body="commission", party="AM", person="boris", role="expert"), head)
    with pytest.raises(refusals.PowersForOtherBody):
        house.do(acts.SeatDelegate(body="council", party="AM", person="boris", role="expert"), head)


def test_a_delegation_sits_where_its_party_does(house: House) -> None:
    house.body("bureau", "BY").party("ZO", PartyKind.OBSERVER).person("anna")
    house.do(acts.SeatDelegate(body="bureau", party="ZO", person="anna", role="adviser"))
    with pytest.raises(refusals.NoSuchParty, match='There is no party "AM"'):
        house.do(acts.SeatDelegate(body="bureau", party="AM", person="anna", role="head"))
    of_by = house.empowered("olga", "BY")
    with pytest.raises(refusals.NotYours, match="You act for BY and cannot do this for AM"):
        house.do(acts.SeatDelegate(body="commission", party="AM", person="anna", role="head"), of_by)


def test_a_delegate_who_changes_role_keeps_the_day_it_came(house: House) -> None:
    house.person("anna")
    first = house.do(acts.SeatDelegate(body="commission", party="AM", person="anna", role="expert"))
    house.do(acts.SeatDelegate(body="commission", party="AM", person="anna", role="head"), after=DAY)
    seat = house.rows.read(Delegate, "commission", "AM", "anna")
    assert (seat.role, seat.since) == ("head", first.at)


def test_suspensions_are_read_as_half_open_days() -> None:
    stored = [{"since": "2021-09-09", "until": "2021-10-01"}, {"since": "2022-01-01", "until": None}]
    suspensions = read_suspensions(stored)
    assert suspensions[0] == Suspension(date(2021, 9, 9), date(2021, 10, 1))
    days = [
        date(2021, 9, 8),
        date(2021, 9, 9),
        date(2021, 9, 30),
        date(2021, 10, 1),
        date(2022, 1, 1),
        date(2030, 1, 1),
    ]
    where = [standing(date(2020, 1, 1), date(2029, 1, 1), suspensions, day).value for day in days]
    assert where == ["active", "suspended", "suspended", "active", "suspended", "former"]


def test_an_organisation_is_founded_once(house: House) -> None:
    with pytest.raises(refusals.AlreadyThere):
        house.do(acts.FoundOrganisation(name={"en": "X"}, short_name={"en": "X"}, languages=("en",)))
