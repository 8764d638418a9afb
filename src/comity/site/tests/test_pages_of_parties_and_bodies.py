"""Keeping the membership and the bodies on pages, from the form to the record; who may, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from comity.parties import acts
from comity.parties.models import Body, Delegate, FullPowers, Party
from comity.parties.rules import PartyKind, Power, Standing
from comity.parties.testing import House
from comity.record.models import Recorded

pytestmark = pytest.mark.django_db

TODAY = date.today  # the pages ask in the same time zone as the tests: UTC


@pytest.fixture
def house() -> House:
    made = House.of("AM", "BY", "KG").party("ZO", PartyKind.OBSERVER, Power.PROPOSE).body("commission")
    made.officer()
    made.empowered("anna", "AM", *(power for power in Power if power in (Power.GRANT_POWERS, Power.TAKE_POSITION)))
    return made


@pytest.fixture
def officer(house, signed_in):
    return signed_in("officer")


def test_a_party_is_suspended_and_reinstated(officer, on_record):
    page = officer.get("/organisation/parties/AM/").text
    assert "/organisation/parties/AM/suspension/" in page
    assert "/organisation/parties/AM/reinstatement/" not in page
    given = {"since": TODAY().isoformat(), "grounds_en": "Contributions are two years late."}
    assert "rights were suspended" in on_record("/organisation/parties/AM/suspension/", given)
    assert Party.objects.get(id="AM").standing(TODAY()) is Standing.SUSPENDED

    page = officer.get("/organisation/parties/AM/").text
    assert "Contributions are two years late." in page
    assert "/organisation/parties/AM/suspension/" not in page
    on_record("/organisation/parties/AM/reinstatement/", {"on": TODAY().isoformat()})
    assert Party.objects.get(id="AM").standing(TODAY()) is Standing.ACTIVE


def test_a_suspension_without_grounds_is_not_proposed(officer):
    before = Recorded.objects.count()
    answer = officer.post("/organisation/parties/AM/suspension/", {"since": "yesterday", "grounds_en": ""})
    assert answer.status_code == 400
    assert "Enter a valid date." in answer.text
    assert "This field is required." in answer.text
    assert Recorded.objects.count() == before


def test_what_no_longer_holds_at_the_second_step_is_refused_there_in_words(officer, house):
    proposed = officer.post("/organisation/parties/AM/reinstatement/", {"on": TODAY().isoformat()})
    answer = officer.post(proposed["Location"])
    assert answer.status_code == 409
    assert "The rights of AM are not suspended, so there is nothing to lift." in answer.text


def test_a_withdrawal_is_entered_with_its_day(officer, on_record):
    last = TODAY() + timedelta(days=365)
    on_record("/organisation/parties/BY/withdrawal/", {"until": last.isoformat()})
    assert Party.objects.get(id="BY").until == last
    assert "/organisation/parties/BY/withdrawal/" not in officer.get("/organisation/parties/BY/").text


def test_weights_are_set_with_their_source(officer, house, on_record):
    house.do(acts.SetWeights(party="KG", weights={"population": 6_800_000}, source="census"))
    given = {"weight_population": "2961000", "new_name": "share", "new_value": "1/3", "source": "Census of 2022"}
    on_record("/organisation/parties/AM/weights/", given)
    party = Party.objects.get(id="AM")
    assert (party.weights, party.weights_source) == ({"population": 2961000, "share": "1/3"}, "Census of 2022")
    assert "2961000" in officer.get("/organisation/parties/AM/").text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"new_name": "share", "new_value": "a third", "source": "x"}, "A whole number of up to 15 digits"),
        ({"new_name": "share", "new_value": "1/0", "source": "x"}, "A whole number of up to 15 digits"),
        ({"new_name": "share", "new_value": "", "source": "x"}, "Give both a name and a value, or neither."),
        ({"new_name": "a share", "new_value": "1", "source": "x"}, "Use letters and digits"),
        ({"new_name": "share", "new_value": "1", "source": ""}, "This field is required."),
    ],
)
def test_figures_that_are_none_are_told_at_their_field(officer, given, said):
    answer = officer.post("/organisation/parties/AM/weights/", given)
    assert answer.status_code == 400
    assert said in answer.text


def test_an_observer_is_admitted_with_the_rights_it_gets(officer, on_record):
    given = {
        "party": "XO",
        "kind": "observer",
        "since": "2026-01-01",
        "name_en": "Red Crescent",
        "rights": ["proposal.make"],
    }
    on_record("/organisation/admission/", given)
    assert Party.objects.get(id="XO").rights == ["proposal.make"]
    answer = officer.post("/organisation/admission/", {**given, "party": "XM", "kind": "member"})
    assert "A member has all rights." in answer.text


def test_a_body_is_established_its_seats_set_and_it_is_dissolved(officer, on_record):
    given = {"body": "bureau", "kind": "bureau", "name_en": "Bureau", "seated": "named", "seats": ["AM", "BY"]}
    on_record("/organisation/bodies/new/", given)
    assert Body.objects.get(id="bureau").seats == ["AM", "BY"]
    page = officer.get("/organisation/bodies/bureau/").text
    assert "Only the parties named here have a seat." in page
    assert "State AM" in page
    assert "State KG" not in page

    on_record("/organisation/bodies/bureau/seats/", {"seated": "everybody"})
    assert Body.objects.get(id="bureau").seats == []
    assert "State KG" in officer.get("/organisation/bodies/bureau/").text

    on_record("/organisation/bodies/bureau/dissolution/")
    assert Body.objects.get(id="bureau").dissolved_at is not None
    page = officer.get("/organisation/bodies/bureau/").text
    assert "dissolved" in page
    assert "/organisation/bodies/bureau/seats/" not in page
    assert officer.get("/organisation/bodies/bureau/seats/").status_code == 404
    assert "/organisation/bodies/bureau/" not in officer.get("/organisation/").text


def test_seats_for_nobody_are_not_taken_for_seats_for_all(officer):
    answer = officer.post("/organisation/bodies/commission/seats/", {"seated": "named"})
    assert answer.status_code == 400
    assert "Tick at least one party, or give every member a seat." in answer.text


def test_an_identifier_that_is_taken_is_refused_at_the_second_step(officer):
    given = {"body": "commission", "kind": "bureau", "name_en": "Bureau", "seated": "everybody"}
    proposed = officer.post("/organisation/bodies/new/", given)
    answer = officer.post(proposed["Location"])
    assert answer.status_code == 409
    assert "stands on the record already" in answer.text


def test_a_new_person_is_registered_and_seated_and_the_seat_is_ended(officer, on_record):
    given = {
        "name": "Olga Petrova",
        "email": "olga@example.org",
        "function_en": "Hydrologist",
        "role": "expert",
        "until": (TODAY() + timedelta(days=30)).isoformat(),
    }
    on_record("/organisation/bodies/commission/delegations/BY/", given, registering=1)
    seat = Delegate.objects.get(body="commission", party="BY")
    assert seat.role == "expert"
    page = officer.get("/organisation/bodies/commission/").text
    assert "Hydrologist" in page
    assert "Olga Petrova" in page  # to those who work here
    officer.logout()
    assert "Olga Petrova" not in officer.get("/organisation/bodies/commission/").text
    assert "Hydrologist" in officer.get("/organisation/bodies/commission/").text


def test_a_delegation_names_its_own_people_and_nobody_elses(house, signed_in, on_record):
    anna = signed_in("anna")
    page = anna.get("/organisation/bodies/commission/").text
    assert "/organisation/bodies/commission/delegations/AM/" in page
    assert "/organisation/bodies/commission/delegations/BY/" not in page
    on_record("/organisation/bodies/commission/delegations/AM/", {"person": "anna", "role": "head"})
    assert Delegate.objects.get(party="AM").role == "head"
    assert anna.get("/organisation/bodies/commission/delegations/BY/").status_code == 403

    on_record("/organisation/bodies/commission/delegations/AM/anna/end/")
    assert Delegate.objects.get(party="AM").until <= timezone.now()
    assert "/anna/end/" not in anna.get("/organisation/bodies/commission/").text
    assert anna.get("/organisation/bodies/commission/delegations/AM/anna/end/").status_code == 404


def test_whoever_cannot_register_persons_is_offered_those_who_are_known(house, signed_in):
    anna = signed_in("anna")
    page = anna.get("/organisation/bodies/commission/delegations/AM/").text
    assert "somebody new" not in page
    assert "registered by the secretariat first" in page
    answer = anna.post("/organisation/bodies/commission/delegations/AM/", {"role": "head"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"role": "head"}, "Name the new person, or choose somebody known."),
        ({"role": "head", "name": "Olga"}, "Say what the new person’s function is."),
        ({"role": "king", "person": "officer"}, "Select a valid choice."),
        ({"role": "head", "person": "nobody"}, "Select a valid choice."),
    ],
)
def test_a_seat_without_a_person_is_not_proposed(officer, given, said):
    answer = officer.post("/organisation/bodies/commission/delegations/BY/", given)
    assert answer.status_code == 400
    assert said in answer.text


def test_a_seat_that_would_end_before_today_is_not_proposed(officer, house):
    house.empowered("boris", "BY")
    given = {"person": "boris", "role": "head", "until": (TODAY() - timedelta(days=1)).isoformat()}
    answer = officer.post("/organisation/bodies/commission/delegations/BY/", given)
    assert "That day has passed." in answer.text


def test_full_powers_that_end_before_they_begin_are_not_proposed(house, signed_in, on_record):
    anna = signed_in("anna")
    given = {
        "person": "anna",
        "title_en": "Envoy",
        "powers": ["position.take"],
        "since": "2026-05-01",
        "until": "2026-04-01",
    }
    answer = anna.post("/organisation/parties/AM/powers/", given)
    assert "The end must not come before the beginning." in answer.text
    on_record("/organisation/parties/AM/powers/", {**given, "until": "2026-06-01"})
    granted = FullPowers.objects.get(title={"en": "Envoy"})
    on_record(f"/organisation/powers/{granted.id}/revocation/")
    assert FullPowers.objects.get(id=granted.id).revoked_at is not None


KEPT_BY_THE_SECRETARIAT = [
    "/organisation/admission/",
    "/organisation/parties/AM/suspension/",
    "/organisation/parties/AM/reinstatement/",
    "/organisation/parties/AM/withdrawal/",
    "/organisation/parties/AM/weights/",
    "/organisation/bodies/new/",
    "/organisation/bodies/commission/seats/",
    "/organisation/bodies/commission/dissolution/",
]


@pytest.mark.parametrize("address", KEPT_BY_THE_SECRETARIAT)
def test_what_the_secretariat_keeps_is_refused_to_a_delegate_and_offered_to_nobody_else(house, signed_in, address):
    stranger = signed_in("anna")
    assert stranger.get(address).status_code == 403
    for page in ("/organisation/", "/organisation/parties/AM/", "/organisation/bodies/commission/"):
        assert f'href="{address}"' not in stranger.get(page).text


def test_the_secretariat_is_neither_suspended_nor_withdrawn(officer):
    assert officer.get("/organisation/parties/secretariat/suspension/").status_code == 404
    assert officer.get("/organisation/parties/secretariat/withdrawal/").status_code == 404
    assert "/suspension/" not in officer.get("/organisation/parties/secretariat/").text


def test_an_organisation_without_members_or_bodies_says_what_comes_next(client, signed_in):
    house = House.of()
    page = signed_in("nobody").get("/organisation/").text
    assert "Nobody has been admitted yet. The secretariat admits members, observers and partners." in page
    assert "No body has been established yet" in page
    assert "No procedure has been published yet" in page
    house.officer()
    page = signed_in("officer").get("/organisation/").text
    assert "/organisation/admission/" in page
    assert "/organisation/bodies/new/" in page
    house.party("AM").body("commission")
    assert "nobody named yet" in client.get("/organisation/bodies/commission/").text
