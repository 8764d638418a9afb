"""Acts under a token: what a programme may do for the holder of full powers, and when no longer."""

from __future__ import annotations

from datetime import timedelta

import orjson
import pytest
from django.utils import timezone

from comity.api import authentication
from comity.api.models import Token
from comity.api.testing import Programme, refused
from comity.cases.models import Position
from comity.cases.testing import one_stage
from comity.parties.acts import RevokeFullPowers, SuspendParty
from comity.record.models import Recorded


@pytest.fixture
def asked(house):
    return house.asked(one_stage())


@pytest.fixture
def armenia(house):
    return Programme(house.token(house.delegates["AM"]))


def position(case, **more):
    return {"case": case.id, "round": case.round, "on": case.subject_version, "position": "approve", **more}


def test_a_position_taken_by_a_programme_stands_on_the_record_in_the_capacity_of_its_token(house, asked, armenia):
    answer = armenia.do("cases.position.take", **position(asked))
    assert answer.status_code == 201, answer.content
    receipt = answer.json()
    read = armenia.get(f"acts/{receipt['id']}").json()
    assert (read["type"], read["actor"], read["party"]) == ("cases.position.take", "d-AM", "AM")
    assert read["powers"] == house.delegates["AM"].powers
    assert read["signature"]["level"] == "session"
    assert Position.objects.get(case="q1", member="AM").position == "approve"


def test_the_act_gets_its_place_and_then_its_receipt(house, asked, armenia):
    receipt = armenia.do("cases.position.take", **position(asked)).json()
    assert receipt["position"] is None
    assert refused(armenia.get(f"acts/{receipt['id']}/receipt")) == (409, "NotPlacedYet")
    house.place()
    assert armenia.get(f"acts/{receipt['id']}").json()["position"] is not None
    assert armenia.get(f"acts/{receipt['id']}/receipt").status_code == 200


def test_without_a_token_no_act_is_done(asked, stranger):
    answer = stranger.do("cases.position.take", **position(asked))
    assert refused(answer) == (401, "TokenMissing")
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("secret", ["comity_nothing", "", "\x80", "a b c"])
def test_an_unknown_token_is_refused_even_for_a_public_read(db, secret):
    assert refused(Programme(secret).get("parties") if secret else Programme("x").get("parties")) == (
        401,
        "TokenInvalid",
    )


def test_a_token_does_no_more_than_its_scopes(house, asked):
    narrow = Programme(house.token(house.delegates["AM"], "instrument.draft"))
    assert refused(narrow.do("cases.position.take", **position(asked))) == (403, "OutOfScope")
    assert not Position.objects.exists()


def test_scopes_that_the_full_powers_do_not_hold_are_not_given(house):
    capacity = house.empowered("reader", "BY", "position.take")
    house.token(capacity, "position.take", "record.keep")
    assert Token.objects.get().scopes == ["position.take"]


def test_a_token_is_worth_nothing_once_its_full_powers_are_revoked(house, asked, armenia):
    house.do(RevokeFullPowers(powers_id=house.delegates["AM"].powers))
    assert refused(armenia.do("cases.position.take", **position(asked))) == (401, "TokenPowersEnded")


def test_a_token_is_worth_nothing_once_its_full_powers_have_expired(house, asked):
    until = timezone.now() + timedelta(hours=1)
    capacity = house.empowered("briefly", "KZ", until=until)
    programme = Programme(house.token(capacity))
    assert programme.get("parties").status_code == 200
    from comity.parties.models import FullPowers

    FullPowers.objects.filter(id=capacity.powers).update(until=timezone.now() - timedelta(seconds=1))
    assert refused(programme.do("cases.position.take", **position(asked))) == (401, "TokenPowersEnded")


def test_a_token_ends_with_its_full_powers_at_the_latest(house):
    until = timezone.now() + timedelta(days=3)
    house.token(house.empowered("briefly", "KZ", until=until), expires_at=timezone.now() + timedelta(days=300))
    assert Token.objects.get().expires_at == until


def test_an_expired_token_is_refused(house, asked):
    expired = house.token(house.delegates["AM"], expires_at=timezone.now() - timedelta(seconds=1))
    assert refused(Programme(expired).do("cases.position.take", **position(asked))) == (401, "TokenInvalid")


def test_a_revoked_token_is_refused_at_once(house, asked, armenia):
    token = Token.objects.get()
    assert authentication.revoke(token.account_id, token.pk)
    assert refused(armenia.do("cases.position.take", **position(asked))) == (401, "TokenInvalid")


def test_nobody_revokes_the_token_of_another(house, armenia):
    other = house.account(house.delegates["BY"])
    assert not authentication.revoke(other.pk, Token.objects.get().pk)
    assert armenia.get("parties").status_code == 200


def test_the_token_of_a_closed_account_is_refused(house, armenia):
    account = house.account(house.delegates["AM"])
    account.is_active = False
    account.save()
    assert refused(armenia.get("parties")) == (401, "TokenInvalid")


def test_the_token_of_an_account_that_stands_for_another_person_now_is_worth_nothing(house, armenia):
    account = house.account(house.delegates["AM"])
    account.person = "d-BY"
    account.save()
    assert refused(armenia.get("parties")) == (401, "TokenPowersEnded")


def test_a_programme_does_nothing_for_another_party(house, armenia):
    answer = armenia.do("parties.delegation.seat", body="commission", party="BY", person="d-AM", role="expert")
    assert refused(answer) == (403, "NotYours")


def test_a_programme_of_a_suspended_party_does_nothing(house, asked, armenia):
    house.do(SuspendParty(party="AM", since=timezone.now().date(), grounds={"en": "Arrears"}))
    assert refused(armenia.do("cases.position.take", **position(asked))) == (403, "PartySuspended")


def test_powers_for_one_body_do_nothing_in_another(house, asked):
    house.body("court")
    judge = Programme(house.token(house.empowered("judge", "AM", body="court")))
    assert refused(judge.do("cases.position.take", **position(asked))) == (403, "PowersForOtherBody")


def test_what_the_case_refuses_comes_with_its_own_code(house, asked, armenia):
    late = {**position(asked), "on": "0" * 64}
    assert refused(armenia.do("cases.position.take", **late)) == (409, "WrongText")
    assert refused(armenia.do("cases.position.take", **position(asked, round=9))) == (409, "WrongRound")
    assert refused(armenia.do("cases.position.take", **{**position(asked), "case": "none"})) == (404, "NoSuchCase")
    assert refused(armenia.do("cases.position.take", **position(asked, position="perhaps"))) == (422, "NotAPosition")


def test_the_same_request_sent_again_under_its_key_gives_the_same_receipt(asked, armenia):
    once = {"Idempotency-Key": "11111111-2222-4333-8444-555555555555"}
    first = armenia.do("cases.position.take", once, **position(asked)).json()
    again = armenia.do("cases.position.take", once, **position(asked))
    assert (again.status_code, again.json()["number"], again.json()["id"]) == (201, first["number"], first["id"])
    assert Recorded.objects.filter(type="cases.position.take").count() == 1


def test_another_request_under_the_same_key_is_refused(house, asked, armenia):
    once = {"Idempotency-Key": "11111111-2222-4333-8444-555555555555"}
    armenia.do("cases.position.take", once, **position(asked))
    assert refused(armenia.do("cases.position.take", once, **position(asked, position="object"))) == (409, "ActIdTaken")
    belarus = Programme(house.token(house.delegates["BY"]))
    assert refused(belarus.do("cases.position.take", once, **position(asked))) == (409, "ActIdTaken")


def test_a_field_that_is_wrong_is_named_with_what_was_found_and_what_was_expected(asked, armenia):
    answer = armenia.do("cases.position.take", **position(asked, round="third"))
    assert refused(answer) == (422, "FieldRefused")
    values = answer.json()["values"]
    assert (values["field"], values["found"]) == ("round", "'third'")
    assert "integer" in values["expected"]


def test_a_name_that_no_act_knows_is_refused(asked, armenia):
    answer = armenia.do("cases.position.take", **position(asked, colour="green"))
    assert refused(answer) == (422, "FieldRefused")
    assert answer.json()["values"]["field"] == "colour"


def test_a_refusal_comes_in_the_language_asked_for(asked, armenia):
    answer = armenia.do("cases.position.take", {"Accept-Language": "ru"}, **position(asked, round=9))
    assert refused(answer) == (409, "WrongRound")
    assert any("а" <= letter <= "я" for letter in answer.json()["message"].lower())


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{", (400, "BodyRefused")),
        (b'{"case": "q1", "round": NaN}', (400, "BodyRefused")),
        (b'{"case": "\xff"}', (400, "BodyRefused")),
        (b'{"case": "\\ud800"}', (400, "BodyRefused")),
        (b'{"case": "q\\u0000"}', (422, "FieldRefused")),
        (b"[]", (422, "FieldRefused")),
        (b"", (422, "FieldRefused")),
        (b'{"reservation": ' + b'{"en":' * 100 + b"1" + b"}" * 101, (400, "BodyRefused")),
        (b'{"case": "' + b"q" * 3_000_000 + b'"}', (413, "BodyTooLarge")),
    ],
)
def test_a_body_that_is_no_act_is_refused_and_says_why(armenia, body, expected):
    assert refused(armenia.post("acts/cases.position.take", body)) == expected


def test_a_text_the_record_cannot_hold_is_refused_with_its_place(asked, armenia):
    payload = orjson.dumps({**position(asked), "reservation": {"en": "no\u0000thing"}})
    answer = armenia.post("acts/cases.position.take", payload)
    assert answer.json()["values"]["field"] == "reservation.en"


def test_an_act_that_is_only_the_systems_is_done_by_nobody_else(house):
    officer = Programme(house.token(house.desk))
    answer = officer.do("record.open", origin="x", key={"id": "k", "kind": "ed25519", "public": "A" * 44})
    assert answer.status_code in (409, 422)
    assert Recorded.objects.filter(type="record.open").count() == 1
