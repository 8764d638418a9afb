"""The secret ballot's mathematics: blind signatures, trackers, the recount."""

from __future__ import annotations

import json
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.meetings import ballot
from comity.meetings.ballot import Ballot, BallotInvalid, blind, counted, issuer_of, new_key, recount, sign_blindly

OPTIONS = ("ashgabat", "bishkek", "yerevan")


@cache
def key() -> RSAPrivateKey:
    return new_key()


def cast(*choices: str, vote: str = "v1", prefix: bytes | None = None) -> Ballot:
    issuer = issuer_of(key())
    blinded = blind(issuer, vote, choices, prefix=prefix)
    return blinded.finished(issuer, sign_blindly(key(), blinded.number))


def urn(*ballots: Ballot, papers: int | None = None) -> dict[str, object]:
    return {
        "vote": "v1",
        "issuer": str(issuer_of(key())),
        "options": list(OPTIONS),
        "most": 1,
        "papers": len(ballots) if papers is None else papers,
        "ballots": [one.as_data() for one in sorted(ballots, key=lambda one: one.tracker)],
    }


@settings(max_examples=20, deadline=None)
@given(
    choices=st.sets(st.sampled_from(OPTIONS)),
    prefix=st.binary(min_size=32, max_size=32),
    salt=st.binary(min_size=48, max_size=48),
)
def test_a_blindly_signed_ballot_carries_the_issuers_ordinary_signature(choices, prefix, salt):
    issuer = issuer_of(key())
    blinded = blind(issuer, "v1", choices, prefix=prefix, salt=salt)
    made = blinded.finished(issuer, sign_blindly(key(), blinded.number))
    assert issuer.verifies(made.message, made.signature)  # as `cryptography` verifies RSASSA-PSS
    assert made.choices == tuple(sorted(choices))


@settings(max_examples=10, deadline=None)
@given(one=st.sampled_from(OPTIONS), other=st.sampled_from(OPTIONS))
def test_for_any_paper_on_the_record_and_any_ballot_there_is_a_factor_that_joins_them(one, other):
    """So the blinded number says nothing: each paper could have been each ballot."""
    issuer = issuer_of(key())
    paper = blind(issuer, "v1", [one])
    stranger = cast(other)
    encoded = pow(int.from_bytes(stranger.signature), ballot.EXPONENT, issuer.modulus)
    quotient = issuer.number(paper.number) * pow(encoded, -1, issuer.modulus) % issuer.modulus
    factor = pow(quotient, key().private_numbers().d, issuer.modulus)
    assert encoded * pow(factor, ballot.EXPONENT, issuer.modulus) % issuer.modulus == issuer.number(paper.number)


def test_the_same_ballot_blinded_twice_looks_different():
    issuer = issuer_of(key())
    assert (
        blind(issuer, "v1", ["bishkek"], prefix=bytes(32), salt=bytes(48)).number
        != blind(issuer, "v1", ["bishkek"], prefix=bytes(32), salt=bytes(48)).number
    )


def test_asking_again_after_a_lost_answer_gives_the_same_signature():
    number = blind(issuer_of(key()), "v1", ["bishkek"]).number
    assert sign_blindly(key(), number) == sign_blindly(key(), number)


@pytest.mark.parametrize("changed", [{"choices": ["yerevan"]}, {"prefix": "A" * 43}])
def test_a_ballot_that_was_changed_is_not_valid(changed):
    data = {**cast("bishkek").as_data(), **changed}
    with pytest.raises(BallotInvalid):
        Ballot.parse("v1", data).require_genuine(issuer_of(key()))


def test_a_ballot_of_another_vote_is_not_valid():
    with pytest.raises(BallotInvalid):
        Ballot.parse("v2", cast("bishkek").as_data()).require_genuine(issuer_of(key()))


@pytest.mark.parametrize("number", ["", "AA", "!", "A" * 342, None])
def test_a_blinded_paper_of_the_wrong_form_is_refused(number):
    with pytest.raises(BallotInvalid):
        sign_blindly(key(), number)


def test_an_answer_from_another_issuer_is_noticed_by_the_voter():
    issuer = issuer_of(key())
    blinded = blind(issuer, "v1", ["bishkek"])
    with pytest.raises(BallotInvalid):
        blinded.finished(issuer, sign_blindly(new_key(), blind(issuer, "v1", ["bishkek"]).number))


def test_an_urn_is_counted_again_from_its_content_alone():
    content = json.loads(json.dumps(urn(cast("bishkek"), cast("bishkek"), cast("yerevan"), cast(), cast(*OPTIONS))))
    count = recount(content)
    assert count.votes == {"ashgabat": 0, "bishkek": 2, "yerevan": 1}
    assert (count.valid, count.blank, count.invalid, count.ballots) == (3, 1, 1, 5)


def test_an_urn_with_more_ballots_than_papers_is_refused():
    with pytest.raises(BallotInvalid, match="only 1 papers"):
        recount(urn(cast("bishkek"), cast("bishkek"), papers=1))


def test_an_urn_with_a_ballot_twice_is_refused():
    one = cast("bishkek")
    with pytest.raises(BallotInvalid, match="twice"):
        recount(urn(one, one))


def test_an_urn_in_the_order_of_casting_is_refused():
    ballots = sorted([cast("bishkek"), cast("yerevan")], key=lambda one: one.tracker, reverse=True)
    content = urn(*ballots)
    content["ballots"] = [one.as_data() for one in ballots]
    with pytest.raises(BallotInvalid, match="order"):
        recount(content)


@given(st.binary(min_size=32, max_size=32))
def test_a_tracker_can_be_read_out_aloud(prefix):
    said = ballot.tracker(prefix)
    assert len(said) == 19
    assert said.count("-") == 3
    assert not set(said) & set("ILOU")


@given(st.lists(st.lists(st.sampled_from([*OPTIONS, "nobody"]), max_size=3, unique=True)), st.integers(1, 3))
def test_every_ballot_counts_once_as_valid_blank_or_invalid(ballots, most):
    count = counted(OPTIONS, most, ballots)
    assert count.ballots == len(ballots)
    assert count.valid <= sum(count.votes.values()) <= count.valid * most
