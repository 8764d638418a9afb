"""Acts signed elsewhere: a national system needs no token, and nobody can hand in what was not signed for here."""

from __future__ import annotations

import base64
from datetime import timedelta
from hashlib import sha256

import pytest
from django.utils import timezone

from comity.api.testing import Programme, refused
from comity.cases.acts import PutQuestion, TakePosition
from comity.cases.models import Position
from comity.cases.testing import one_stage
from comity.instruments.acts import DraftInstrument
from comity.parties.acts import AdmitParty
from comity.record import acts, sample, signature, witnessing
from comity.record import receipt as receipts
from comity.record.acts import Capacity, PublicKey
from comity.record.commit import draft
from comity.record.models import Content, Recorded

PASSKEY_STAGE = {"signature": "passkey"}


@pytest.fixture
def asked(house):
    return house.asked(one_stage())


@pytest.fixture
def key(house):
    return house.grant_key("d-AM")


def take(case, position="approve"):
    return TakePosition(case=case.id, round=case.round, on=case.subject_version, position=position)


def test_a_draft_prepared_here_and_signed_there_stands_on_the_record_without_any_token(house, asked, key, stranger):
    powers = house.delegates["AM"].powers
    wanted = {"type": "cases.position.take", "payload": take(asked).payload(), "powers": powers}
    prepared = stranger.post("drafts", wanted).json()
    signed = base64.b64decode(prepared["draft"])
    assert prepared["sha256"] == sha256(signed).hexdigest()
    answer = stranger.post("acts", {"draft": prepared["draft"], "signature": key.sign(signed)})
    assert answer.status_code == 201, answer.content
    assert answer.json()["id"] == prepared["id"]
    assert Position.objects.get(member="AM").level == "key"


def test_a_draft_made_elsewhere_is_taken_as_well(house, asked, key, stranger):
    made = draft(take(asked), house.delegates["AM"])
    assert stranger.hand_in_signed(made, key).status_code == 201


def test_the_same_signed_act_handed_in_again_gives_the_same_receipt(house, asked, key, stranger):
    made = draft(take(asked), house.delegates["AM"])
    first = stranger.hand_in_signed(made, key).json()
    again = stranger.hand_in_signed(made, key)
    assert (again.status_code, again.json()) == (201, first)
    assert Recorded.objects.filter(act=made.id).count() == 1


def test_another_act_under_the_identifier_of_one_that_stands_is_refused(house, asked, key, stranger):
    made = draft(take(asked), house.delegates["AM"])
    stranger.hand_in_signed(made, key)
    other = draft(take(asked, "object"), house.delegates["AM"], id=made.id)
    assert refused(stranger.hand_in_signed(other, key)) == (409, "ActIdTaken")


def test_an_act_signed_for_another_organisation_is_refused(house, asked, key, stranger):
    made = draft(take(asked), house.delegates["AM"], origin="elsewhere.example/record")
    assert refused(stranger.hand_in_signed(made, key)) == (422, "ForeignCapacity")
    assert not Position.objects.exists()


def test_an_act_changed_after_it_was_signed_is_refused(house, asked, key, stranger):
    made, other = (draft(take(asked, word), house.delegates["AM"]) for word in ("approve", "object"))
    assert refused(stranger.hand_in(other, key.sign(made.signed))) == (403, "SignatureForged")


def test_an_act_signed_with_a_key_that_was_not_granted_is_refused(house, asked, stranger):
    made = draft(take(asked), house.delegates["AM"])
    assert refused(stranger.hand_in_signed(made, house.fresh_key("d-AM"))) == (403, "UnknownKey")


def test_an_act_signed_with_the_key_of_another_person_is_refused(house, asked, key, stranger):
    made = draft(take(asked), house.delegates["BY"])
    assert refused(stranger.hand_in_signed(made, key)) == (403, "ForeignKey")


def test_an_act_signed_with_a_revoked_key_is_refused(house, asked, key, stranger):
    house.do(acts.RevokeKey(key=key.id))
    made = draft(take(asked), house.delegates["AM"])
    assert refused(stranger.hand_in_signed(made, key)) == (403, "KeyWithdrawn")


@pytest.mark.parametrize("late", [timedelta(hours=1), timedelta(minutes=-5)])
def test_an_act_dated_long_ago_or_ahead_is_refused(house, asked, key, stranger, late):
    made = draft(take(asked), house.delegates["AM"], at=timezone.now() - late)
    assert refused(stranger.hand_in_signed(made, key)) == (409, "ActOutOfTime")


def test_powers_of_another_cannot_be_named_in_a_draft(house, asked, key, stranger):
    borrowed = Capacity("d-AM", "BY", house.delegates["BY"].powers)
    assert refused(stranger.hand_in_signed(draft(take(asked), borrowed), key)) == (403, "PowersOfAnother")


@pytest.mark.parametrize("by", [Capacity("d-AM", "AM", "system"), Capacity.of_system()])
def test_nobody_signs_as_the_system(house, key, stranger, by):
    act = AdmitParty(party="XX", kind="member", name={"en": "Nowhere"}, since=timezone.now().date())
    assert refused(stranger.hand_in_signed(draft(act, by), key)) == (403, "SystemActsAlone")


def test_the_level_of_a_session_cannot_be_claimed(house, asked, key, stranger):
    made = draft(take(asked), house.delegates["AM"])
    claimed = {**key.sign(made.signed), "level": "session"}
    assert refused(stranger.hand_in(made, claimed)) == (422, "FieldRefused")


def test_a_passkey_signs_where_a_key_is_not_enough(house, key, stranger):
    asked = house.asked(one_stage(**PASSKEY_STAGE))
    authenticator = sample.Authenticator(sample.p256_key("phone"))
    public = PublicKey(
        id="phone",
        kind="passkey",
        public=signature.to_base64(authenticator.cose),
        rp_id=sample.RP_ID,
        origins=(sample.SITE,),
        credential="Y3JlZGVudGlhbA",
    )
    house.do(acts.GrantKey(key=public, holder="d-AM"))
    weak = draft(take(asked), house.delegates["AM"])
    assert refused(stranger.hand_in_signed(weak, key)) == (403, "SignatureTooWeak")
    made = draft(take(asked), house.delegates["AM"])
    answer = stranger.hand_in(made, authenticator.answer("phone", made.challenge))
    assert answer.status_code == 201, answer.content
    other = draft(take(asked, "object"), house.delegates["AM"])
    replayed = authenticator.answer("phone", made.challenge)
    assert refused(stranger.hand_in(other, replayed)) == (403, "AssertionRefused")


def test_bytes_that_are_not_in_canonical_form_are_refused(house, asked, key, stranger):
    made = draft(take(asked), house.delegates["AM"])
    loose = made.signed.replace(b'":', b'": ', 1)
    sent = {"draft": base64.b64encode(loose).decode(), "signature": key.sign(loose)}
    assert refused(stranger.post("acts", sent)) == (422, "NotCanonical")


def test_a_draft_that_is_no_base64_is_refused_with_its_field(key, stranger):
    answer = stranger.post("acts", {"draft": "abcde", "signature": key.sign(b"")})
    assert refused(answer) == (422, "FieldRefused")
    assert answer.json()["values"]["field"] == "draft"


def test_a_draft_for_powers_that_nobody_holds_is_refused(house, stranger):
    wanted = {"type": "record.key.revoke", "payload": {"key": "k"}, "powers": "nothing"}
    assert refused(stranger.post("drafts", wanted)) == (403, "NoPowers")


def test_a_draft_of_an_unknown_act_is_refused(house, stranger):
    wanted = {"type": "cases.position.dream", "payload": {}, "powers": house.delegates["AM"].powers}
    assert refused(stranger.post("drafts", wanted)) == (422, "UnknownActType")


def test_a_draft_names_the_field_that_is_wrong(house, stranger):
    wanted = {"type": "record.key.revoke", "payload": {}, "powers": house.delegates["AM"].powers}
    answer = stranger.post("drafts", wanted)
    assert refused(answer) == (422, "MalformedAct")
    assert answer.json()["values"]["place"] == "key"


# Contents that come with the act


def an_instrument(text: bytes) -> DraftInstrument:
    return DraftInstrument(
        instrument="statute",
        reference="C/1",
        kind="agreement",
        title={"en": "Statute"},
        body="commission",
        authentic=("en",),
        texts={"en": sha256(text).hexdigest()},
    )


def enclosed(body: bytes, **more) -> dict:
    return {"body": base64.b64encode(body).decode(), "media_type": "text/plain; charset=utf-8", **more}


def test_the_contents_that_an_act_names_may_come_with_it(house, key, stranger):
    made = draft(an_instrument(b"Article 1."), house.delegates["AM"])
    assert refused(stranger.hand_in_signed(made, key)) == (422, "ContentMissing")
    answer = stranger.hand_in_signed(made, key, contents=[enclosed(b"Article 1.")])
    assert answer.status_code == 201, answer.content
    digest = sha256(b"Article 1.").hexdigest()
    assert stranger.get(f"contents/{digest}/body").content == b"Article 1."


def test_contents_are_kept_only_if_the_act_is(house, key, stranger):
    weak = house.empowered("clerk", "AM", "position.take")
    clerk = house.grant_key("clerk")
    made = draft(an_instrument(b"Article 2."), weak)
    answer = stranger.hand_in_signed(made, clerk, contents=[enclosed(b"Article 2.")])
    assert refused(answer) == (403, "PowerNotHeld")
    assert not Content.objects.filter(digest=sha256(b"Article 2.").hexdigest()).exists()


def test_contents_that_the_act_does_not_name_are_refused(house, asked, key, stranger):
    made = draft(take(asked), house.delegates["AM"])
    answer = stranger.hand_in_signed(made, key, contents=[enclosed(b"junk")])
    assert refused(answer) == (422, "FieldRefused")
    assert answer.json()["values"]["field"] == "contents.0.body"
    assert not Position.objects.exists()


def test_a_confidential_content_comes_with_its_salt_and_is_shown_to_nobody(house, asked, key, stranger):
    body = bytes(32) + b"In confidence."
    text, title = sha256(body).hexdigest(), {"en": "In confidence"}
    question = PutQuestion(case="q9", body="commission", procedure="simple/1", title=title, text=text)
    made = draft(question, house.delegates["AM"])
    assert stranger.hand_in_signed(made, key, contents=[enclosed(body, confidential=True)]).status_code == 201
    digest = sha256(body).hexdigest()
    assert refused(stranger.get(f"contents/{digest}/body")) == (404, "NotFound")
    told = stranger.get(f"contents/{digest}").json()
    assert (told["confidential"], told["size"], told["media_type"], told["url"]) == (True, None, None, None)


def test_a_confidential_content_without_its_salt_is_refused(house, key, stranger):
    made = draft(an_instrument(b"short"), house.delegates["AM"])
    answer = stranger.hand_in_signed(made, key, contents=[enclosed(b"short", confidential=True)])
    assert refused(answer) == (422, "FieldRefused")


# Receipts


def test_the_receipt_verifies_with_nothing_but_the_records_key(house, asked, key, stranger):
    made = draft(take(asked), house.delegates["AM"])
    stranger.hand_in_signed(made, key)
    house.place()
    answer = stranger.get(f"acts/{made.id}/receipt")
    proven = receipts.verify(answer.content, [witnessing.own_verifier()], origin=house.ledger.origin)
    assert (proven.leaf.id, proven.leaf.party) == (made.id, "AM")


def test_there_is_no_receipt_of_an_act_that_never_was(db, stranger):
    assert refused(stranger.get("acts/00000000-0000-4000-8000-000000000000/receipt")) == (404, "NotFound")


def test_an_identifier_that_is_none_is_refused_before_anybody_looks_for_it(db, stranger):
    assert refused(stranger.get("acts/%00/receipt")) == (422, "FieldRefused")
    assert refused(Programme().get("acts/nothing")) == (422, "FieldRefused")
