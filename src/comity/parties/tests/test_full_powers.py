"""What full powers cover, and the words in which everything else is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from comity.parties import acts, refusals
from comity.parties.acts import SECRETARIAT
from comity.parties.models import FullPowers, Party
from comity.parties.rules import PartyKind, Power
from comity.parties.testing import House
from comity.record.acts import Act, Capacity, GrantKey
from comity.record.refusals import NotAuthorised
from comity.record.testing import BEGINNING, MemoryLedger

LATER = BEGINNING + timedelta(days=30)


@pytest.fixture
def house() -> House:
    return House.of("AM", "BY", ledger=MemoryLedger("test.example/commission")).body("commission").body("council")


def weigh(party: str = "AM") -> Act:
    return acts.SetWeights(party=party, weights={"population": 3}, source="a census")


def grant(house: House, person: str, party: str, *powers: Power, basis: bool = False, **more: object) -> Act:
    """Full powers that a test grants itself, in whatever capacity."""
    return acts.GrantFullPowers.model_validate(
        {
            "powers_id": f"test-{len(house.rows.tables[FullPowers])}",
            "person": person,
            "party": party,
            "powers": powers or (Power.TAKE_POSITION,),
            "title": {"en": "Delegate"},
            "since": BEGINNING,
            "basis": house.ledger.deposit(b"a letter", confidential=True) if basis else None,
            **more,
        }
    )


def test_powers_that_cover_the_act_let_it_through(house: House) -> None:
    officer = house.officer(Power.ADMIT)
    house.do(weigh(), officer)
    assert house.rows.read(Party, "AM").weights == {"population": 3}


def test_a_power_that_was_not_given_is_named(house: House) -> None:
    clerk = house.officer(Power.COMPOSE, person="clerk")
    with pytest.raises(refusals.PowerNotHeld) as refused:
        house.do(weigh(), clerk)
    assert str(refused.value) == (
        'Your full powers for secretariat do not cover this: the power "members.admit" is missing. '
        "Ask whoever grants them."
    )


def test_powers_that_have_not_begun_do_not_count_yet(house: House) -> None:
    officer = house.empowered("officer", SECRETARIAT, since=LATER)
    with pytest.raises(refusals.PowersNotYet) as refused:
        house.do(weigh(), officer)
    assert str(refused.value).startswith("Your full powers begin only on 2026-01-31")
    house.do(weigh(), officer, after=timedelta(days=30))


def test_powers_count_from_their_very_first_instant_and_not_at_their_last(house: House) -> None:
    begin, end = datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
    officer = house.empowered("officer", SECRETARIAT, since=begin, until=end)
    house.do(weigh(), officer, after=begin - house.now)
    house.do(weigh(), officer, after=end - house.now - timedelta(microseconds=1))
    with pytest.raises(refusals.PowersExpired) as refused:
        house.do(weigh(), officer, after=timedelta(microseconds=1))
    assert str(refused.value).startswith("Your full powers for secretariat ended on 2026-03-01")


def test_revoked_powers_end_at_once_and_what_was_done_under_them_stands(house: House) -> None:
    officer = house.officer()
    house.do(weigh(), officer)
    house.do(acts.RevokeFullPowers(powers_id=officer.powers, why="a new officer comes"))
    with pytest.raises(refusals.PowersRevoked) as refused:
        house.do(weigh("BY"), officer)
    assert str(refused.value).startswith("Your full powers for secretariat were revoked on 2026-01-01")
    assert house.rows.read(Party, "AM").weights == {"population": 3}


def test_powers_are_revoked_once(house: House) -> None:
    officer = house.officer()
    house.do(acts.RevokeFullPowers(powers_id=officer.powers))
    with pytest.raises(refusals.NoSuchPowers, match="or they were revoked already"):
        house.do(acts.RevokeFullPowers(powers_id=officer.powers))
    with pytest.raises(refusals.NoSuchPowers, match='There are no full powers "never-granted"'):
        house.do(acts.RevokeFullPowers(powers_id="never-granted"))


def test_nobody_uses_the_powers_of_another_person_or_for_another_party(house: House) -> None:
    officer = house.officer()
    house.person("somebody")
    for stolen in (Capacity("somebody", SECRETARIAT, officer.powers), Capacity("officer", "AM", officer.powers)):
        with pytest.raises(refusals.PowersOfAnother, match="given to another person or for another party"):
            house.do(weigh(), stolen)


def test_a_capacity_that_was_never_given_is_refused(house: House) -> None:
    with pytest.raises(refusals.NoPowers, match="No full powers stand under the capacity you act in"):
        house.do(weigh(), Capacity("somebody", "AM", "no-such-powers"))


def test_whoever_names_the_system_as_capacity_does_not_become_it(house: House) -> None:
    key = house.grant_key("somebody")
    for by in (Capacity("somebody", "AM", "system"), Capacity("system", "AM", "system")):
        with pytest.raises(NotAuthorised, match=r'needs the power "members\.admit"'):
            house.do(weigh(), by, key=key)
    with pytest.raises(NotAuthorised, match=r'needs the power "members\.admit"'):
        house.do(weigh(), Capacity.of_system(), key=key)


def test_a_person_with_two_capacities_acts_in_the_one_it_chooses(house: House) -> None:
    for_am = house.empowered("anna", "AM", Power.GRANT_POWERS)
    for_by = house.empowered("anna", "BY", Power.GRANT_POWERS)
    house.person("boris")
    house.do(grant(house, "boris", "AM"), for_am)
    house.do(grant(house, "boris", "BY"), for_by)
    with pytest.raises(refusals.NotYours) as refused:
        house.do(grant(house, "boris", "BY"), for_am)
    assert str(refused.value) == ("You act for AM and cannot do this for BY. Only BY itself or the secretariat can.")
    house.do(acts.RevokeFullPowers(powers_id=for_am.powers))
    house.do(grant(house, "boris", "BY"), for_by)


def test_a_member_grants_and_revokes_its_own_powers_without_a_letter(house: House) -> None:
    head = house.empowered("head", "AM")
    house.person("deputy")
    given = house.do(grant(house, "deputy", "AM"), head)
    assert house.rows.read(FullPowers, given.act.powers_id).granted_by == given.id
    house.do(acts.RevokeFullPowers(powers_id=given.act.powers_id), head)
    other = house.do(grant(house, "deputy", "BY", basis=True))
    with pytest.raises(refusals.NotYours, match="Only BY itself or the secretariat can"):
        house.do(acts.RevokeFullPowers(powers_id=other.act.powers_id), head)


def test_the_secretariat_enters_powers_only_on_a_letter(house: House) -> None:
    officer = house.officer()
    house.person("delegate")
    with pytest.raises(refusals.BasisMissing) as refused:
        house.do(grant(house, "delegate", "AM"), officer)
    assert str(refused.value) == (
        "Full powers that the secretariat enters for AM must rest on its letter: attach the credentials received."
    )
    house.do(grant(house, "delegate", "AM", basis=True), officer)


@pytest.mark.parametrize("power", [Power.ADMIT, Power.COMPOSE, Power.KEEP_RECORD, Power.CONDUCT])
def test_what_the_secretariat_alone_holds_is_granted_for_no_member(house: House, power: Power) -> None:
    house.person("delegate")
    with pytest.raises(refusals.PowerReserved) as refused:
        house.do(grant(house, "delegate", "AM", Power.TAKE_POSITION, power, basis=True))
    assert str(refused.value) == f'The power "{power}" belongs to the secretariat and cannot be granted for AM.'


def test_an_observer_is_given_no_more_than_its_rights(house: House) -> None:
    house.party("ZO", PartyKind.OBSERVER, Power.PROPOSE).person("watcher")
    house.do(grant(house, "watcher", "ZO", Power.PROPOSE, basis=True))
    with pytest.raises(refusals.NotWithinRights) as refused:
        house.do(grant(house, "watcher", "ZO", Power.TAKE_POSITION, basis=True))
    assert str(refused.value) == 'ZO is observer and its rights do not include "position.take".'


def test_powers_for_one_body_do_not_count_in_another(house: House) -> None:
    seated = house.empowered("anna", "AM", body="council")
    house.person("boris")
    with pytest.raises(refusals.PowersForOtherBody) as refused:
        house.do(grant(house, "boris", "AM"), seated)  # an act in no body at all
    assert str(refused.value) == ('Your full powers for AM are for the body "council" only, and this happens in "–".')


def test_powers_end_after_they_begin(house: House) -> None:
    house.person("delegate")
    for until in (BEGINNING, BEGINNING - timedelta(days=1)):
        with pytest.raises(refusals.WrongDates, match="must come after the beginning"):
            house.do(grant(house, "delegate", "AM", basis=True, until=until))


@pytest.mark.parametrize(
    ("wrong", "refusal", "message"),
    [
        ({"person": "nobody"}, refusals.NoSuchPerson, 'There is no person "nobody" on the record'),
        ({"party": "XX"}, refusals.NoSuchParty, 'There is no party "XX" in this organisation'),
        ({"body": "senate"}, refusals.NoSuchBody, 'There is no body "senate" in this organisation'),
    ],
)
def test_powers_name_what_exists(house: House, wrong: dict[str, str], refusal: type[Exception], message: str) -> None:
    house.person("delegate")
    proper = {"person": "delegate", "party": "AM", "basis": house.ledger.deposit(b"a letter", confidential=True)}
    names = {**proper, **wrong}
    with pytest.raises(refusal, match=message):
        house.do(grant(house, names.pop("person"), names.pop("party"), **names))


def test_powers_are_granted_under_one_identifier_once(house: House) -> None:
    house.person("delegate")
    given = grant(house, "delegate", "AM", basis=True)
    house.do(given)
    with pytest.raises(refusals.AlreadyThere, match="stands on the record already"):
        house.do(given)


def test_a_member_grants_keys_to_its_own_people_only(house: House) -> None:
    head = house.empowered("head", "AM")
    house.empowered("colleague", "AM")
    house.empowered("stranger", "BY")
    for holder in ("head", "colleague"):
        house.do(GrantKey(key=house.fresh_key(holder).public, holder=holder), head)
    with pytest.raises(refusals.NotYours, match="You act for AM and cannot do this for stranger"):
        house.do(GrantKey(key=house.fresh_key("stranger").public, holder="stranger"), head)
    house.do(GrantKey(key=house.fresh_key("stranger").public, holder="stranger"), house.officer())


def test_powers_do_not_outlive_membership(house: House) -> None:
    head = house.empowered("head", "AM")
    house.person("deputy")
    house.do(acts.WithdrawParty(party="AM", until=date(2026, 2, 1)))
    house.do(grant(house, "deputy", "AM"), head)
    with pytest.raises(refusals.PartyNotActing) as refused:
        house.do(grant(house, "deputy", "AM"), head, after=timedelta(days=31))
    assert str(refused.value) == "AM is not a party to this organisation on 2026-02-01."
