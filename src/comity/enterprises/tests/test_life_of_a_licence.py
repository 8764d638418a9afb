"""A licence from application to appeal, by three roles: the enterprise, the authority, and whoever designated it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from comity.cases.testing import MAJORITY, Chamber, one_stage
from comity.enterprises import acts, refusals
from comity.enterprises.models import Appeal, Application, Enterprise, Licence, Recognition
from comity.enterprises.rules import Validity
from comity.enterprises.testing import TRADE, TRANSPORT, Licensing
from comity.parties import refusals as of_parties
from comity.parties.models import Party
from comity.parties.rules import OF_ENTERPRISES, PartyKind
from comity.phrase import Refusal
from comity.record.acts import Capacity
from comity.record.refusals import NotAuthorised
from comity.record.testing import MemoryLedger

WHY = {"en": "For good reason."}
DAY = timedelta(days=1)


@pytest.fixture
def house() -> Licensing:
    return Licensing.of_members("AM", "BY", ledger=MemoryLedger("test.example/commission"))


@pytest.fixture
def alpha(house: Licensing) -> str:
    return house.enterprise("AM", "alpha")


def delegate_of(house: Licensing, enterprise: str) -> Capacity:
    """Somebody whom the enterprise's member has empowered to act for it."""
    return house.empowered(f"p-{enterprise}", enterprise, *OF_ENTERPRISES)


def on_licence(act: type, **more: object):
    return act.model_validate({"authority": "lic-AM", "licence": "L-1", "reasons": WHY, **more})


def test_an_enterprise_becomes_a_party_under_its_member(house: Licensing, alpha: str) -> None:
    party = house.rows.read(Party, alpha)
    assert (party.kind, party.under) == (PartyKind.ENTERPRISE, "AM")
    assert not party.is_member


def test_from_application_to_licence(house: Licensing, alpha: str) -> None:
    boss = delegate_of(house, alpha)
    document, question, answer = (
        house.ledger.deposit(text, confidential=True) for text in (b"Accounts.", b"Which year?", b"2025.")
    )
    house.do(
        acts.ApplyForLicence(
            application="A-1",
            enterprise=alpha,
            authority="lic-AM",
            licence_class=TRADE,
            scope=("30200000-1",),
            documents=(document,),
        ),
        boss,
    )
    house.act("AM", acts.AskApplicant(authority="lic-AM", application="A-1", question=question))
    with pytest.raises(refusals.WrongState, match="asked"):
        house.act("AM", acts.FindApplicationComplete(authority="lic-AM", application="A-1"))
    house.do(acts.AnswerApplicationQuestion(application="A-1", number=1, answer=answer), boss)
    house.act("AM", acts.FindApplicationComplete(authority="lic-AM", application="A-1"))
    entry = house.licensed("AM", alpha, application="A-1")
    application = house.rows.read(Application, "A-1")
    assert (application.state, application.decided_by) == ("granted", entry.id)
    assert house.licence().on(house.today).act == entry.id


def test_a_licence_is_not_issued_on_an_application_that_is_not_complete(house: Licensing, alpha: str) -> None:
    house.act("AM", _application(alpha))
    with pytest.raises(refusals.WrongState):
        house.licensed("AM", alpha, application="A-1")


def _application(enterprise: str, **more: object) -> acts.ApplyForLicence:
    given = {"application": "A-1", "enterprise": enterprise, "authority": "lic-AM", "licence_class": TRADE}
    return acts.ApplyForLicence.model_validate({**given, "scope": ("30200000",), **more})


def test_suspended_lifted_amended_renewed_and_transferred(house: Licensing, alpha: str) -> None:
    beta = house.enterprise("AM", "beta", "002")
    house.licensed("AM", alpha)
    begun = house.today
    first = house.later(10)
    suspension = house.act("AM", on_licence(acts.SuspendLicence, day=first))
    second = house.later(10)
    lifting = house.act("AM", on_licence(acts.LiftLicenceSuspension, day=second))
    house.act("AM", on_licence(acts.AmendLicence, day=second, scope=("48000000",)))
    end = house.licence().until
    house.act("AM", on_licence(acts.RenewLicence, since=end, until=end + timedelta(days=365)))
    third = house.later(5)
    house.act("AM", on_licence(acts.TransferLicence, day=third, to=beta))
    licence = house.licence()
    answers = [licence.on(day) for day in (begun, first, second, end, end + timedelta(days=365))]
    assert [one.validity for one in answers] == [
        Validity.VALID,
        Validity.SUSPENDED,
        Validity.VALID,
        Validity.VALID,
        Validity.EXPIRED,
    ]
    assert answers[1].act == suspension.id
    assert answers[2].scope == ("48000000",)
    assert licence.on(second - DAY).act == suspension.id
    assert lifting.id != suspension.id
    assert [licence.on(day).holder for day in (begun, third)] == [alpha, beta]


def test_a_day_in_the_past_must_be_marked(house: Licensing, alpha: str) -> None:
    house.licensed("AM", alpha)
    begun = house.today
    house.later(30)
    with pytest.raises(refusals.MustBeMarked):
        house.act("AM", on_licence(acts.RevokeLicence, day=begun))
    with pytest.raises(refusals.NotPast):
        house.act("AM", on_licence(acts.RevokeLicence, day=house.today, retroactive=True))
    house.act("AM", on_licence(acts.RevokeLicence, day=begun, retroactive=True))
    answer = house.licence().on(begun)
    assert (answer.validity, answer.retroactively) == (Validity.REVOKED, True)
    assert house.licence().on(begun, known=house.now - DAY).is_valid


def test_an_appeal_upheld_undoes_the_revocation_from_the_beginning(house: Licensing, alpha: str) -> None:
    house.licensed("AM", alpha)
    day = house.later(5)
    revocation = house.act("AM", on_licence(acts.RevokeLicence, day=day))
    boss = delegate_of(house, alpha)
    grounds = house.ledger.deposit(b"We were not heard.", confidential=True)
    appeal = acts.LodgeAppeal(appeal="P-1", enterprise=alpha, against=revocation.id, licence="L-1", grounds=grounds)
    house.do(appeal, boss)
    with pytest.raises(refusals.NothingToAppeal):
        house.do(appeal.model_copy(update={"appeal": "P-2"}), boss)
    house.later(3)
    house.act("AM", acts.DecideAppeal(appeal="P-1", upheld=True, reasons=WHY))
    assert house.licence().on(day).is_valid
    assert house.rows.read(Appeal, "P-1").upheld is True
    with pytest.raises(refusals.NoSuchAppeal):
        house.act("AM", acts.DecideAppeal(appeal="P-1", upheld=False, reasons=WHY))


def test_an_appeal_upheld_against_a_refusal_opens_the_application_again(house: Licensing, alpha: str) -> None:
    house.act("AM", _application(alpha))
    refusal = house.act("AM", acts.RefuseApplication(authority="lic-AM", application="A-1", reasons=WHY))
    grounds = house.ledger.deposit(b"It was complete.", confidential=True)
    house.act(
        "AM",
        acts.LodgeAppeal(appeal="P-1", enterprise=alpha, against=refusal.id, application="A-1", grounds=grounds),
    )
    house.act("AM", acts.DecideAppeal(appeal="P-1", upheld=True, reasons=WHY))
    assert house.rows.read(Application, "A-1").state == "complete"


def test_another_member_decides_neither_licences_nor_appeals(house: Licensing, alpha: str) -> None:
    house.licensed("AM", alpha)
    with pytest.raises(refusals.NotThisAuthority):
        house.act("BY", on_licence(acts.SuspendLicence, day=house.today))
    with pytest.raises(refusals.NotThisAuthority):
        house.act("BY", on_licence(acts.SuspendLicence, day=house.today, authority="lic-BY"))
    with pytest.raises(of_parties.NotYours):
        house.act("BY", acts.EndDesignation(authority="lic-AM", reasons=WHY))


def test_an_officer_limited_to_one_authority_decides_for_no_other(house: Licensing, alpha: str) -> None:
    house.act(
        "AM",
        acts.DesignateAuthority(authority="second", party="AM", name={"en": "Second"}, classes=(TRADE, TRANSPORT)),
    )
    officer = house.empowered("limited", "AM", body="second")
    with pytest.raises(NotAuthorised):
        house.do(_issue(alpha), officer)
    house.do(_issue(alpha, authority="second"), officer)


def _issue(enterprise: str, **more: object) -> acts.IssueLicence:
    given = {"authority": "lic-AM", "licence": "L-1", "enterprise": enterprise, "licence_class": TRADE}
    given |= {"scope": ("30200000",), "since": date(2026, 3, 1), "until": date(2028, 3, 1)}
    return acts.IssueLicence.model_validate({**given, **more})


def test_an_enterprise_acts_for_itself_alone(house: Licensing, alpha: str) -> None:
    house.enterprise("AM", "beta", "002")
    boss = delegate_of(house, alpha)
    with pytest.raises(refusals.NotTheEnterprise):
        house.do(_application("beta"), boss)
    with pytest.raises(NotAuthorised):
        house.do(_issue(alpha), boss)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"scope": ("31000000",)}, refusals.OutsideClass),
        ({"until": date(2026, 3, 1)}, refusals.WrongTerm),
        ({"licence_class": TRANSPORT, "scope": ("34000000",), "until": date(2029, 3, 2)}, refusals.TermTooLong),
        ({"licence_class": TRANSPORT, "scope": ("34000000",), "until": None}, refusals.TermTooLong),
        ({"licence_class": "none"}, refusals.NoSuchClass),
        ({"enterprise": "nobody"}, refusals.NoSuchEnterprise),
        ({"since": date(2025, 12, 1)}, refusals.MustBeMarked),
        ({"licence": "L-0"}, refusals.NumberTaken),
        ({"enterprise": "holder", "since": date(2027, 12, 31)}, refusals.OverlappingTerm),
        ({"application": "A-9"}, refusals.NoSuchApplication),
    ],
)
def test_what_is_wrong_with_a_licence_is_named_and_nothing_is_issued(
    house: Licensing, alpha: str, wrong: dict[str, object], refusal: type[Refusal]
) -> None:
    house.enterprise("AM", "holder", "003")
    house.licensed("AM", "holder", "L-0")
    with pytest.raises(refusal):
        house.act("AM", _issue(**{"enterprise": alpha, "licence": "L-3", **wrong}))
    assert [licence.id for licence in house.rows.rows(Licence)] == ["L-0"]


def test_an_enterprise_of_another_member_is_not_licensed(house: Licensing) -> None:
    foreign = house.enterprise("BY", "foreign")
    with pytest.raises(refusals.NoSuchEnterprise):
        house.act("AM", _issue(foreign))


def test_licences_of_one_class_may_follow_one_another(house: Licensing, alpha: str) -> None:
    house.act("AM", _issue(alpha))
    house.act("AM", _issue(alpha, licence="L-2", since=date(2028, 3, 1), until=date(2029, 3, 1)))
    with pytest.raises(refusals.OverlappingTerm, match="L-2"):
        house.act("AM", on_licence(acts.RenewLicence, since=date(2028, 3, 1), until=date(2028, 6, 1)))


def test_an_authority_whose_designation_ended_decides_nothing(house: Licensing, alpha: str) -> None:
    house.licensed("AM", alpha)
    house.act("AM", acts.EndDesignation(authority="lic-AM", reasons=WHY))
    with pytest.raises(refusals.AuthorityEnded):
        house.act("AM", on_licence(acts.RevokeLicence, day=house.today))
    assert house.licence().on(house.today).is_valid


def test_an_authority_decides_only_on_classes_of_its_mandate(house: Licensing, alpha: str) -> None:
    house.licensed("AM", alpha)
    house.act("AM", acts.ChangeMandate(authority="lic-AM", classes=(TRANSPORT,)))
    with pytest.raises(refusals.OutsideMandate):
        house.act("AM", on_licence(acts.SuspendLicence, day=house.today))
    with pytest.raises(refusals.OutsideMandate):
        house.act("AM", _application(alpha))


def test_a_national_number_stands_for_one_enterprise(house: Licensing, alpha: str) -> None:
    with pytest.raises(refusals.AlreadyRegistered, match="alpha"):
        house.enterprise("AM", "again")
    house.enterprise("BY", "namesake")
    strike = acts.StrikeOffEnterprise(authority="lic-AM", enterprise=alpha, reasons=WHY)
    house.act("AM", strike)
    house.enterprise("AM", "again")
    with pytest.raises(refusals.NoSuchEnterprise):
        house.act("AM", strike)


def test_who_is_struck_off_acts_no_more(house: Licensing, alpha: str) -> None:
    boss = delegate_of(house, alpha)
    house.act("AM", acts.StrikeOffEnterprise(authority="lic-AM", enterprise=alpha, reasons=WHY))
    house.later(1)
    with pytest.raises(Refusal):
        house.do(_application(alpha), boss)


def test_an_entry_is_changed_with_the_party_that_acts_under_it(house: Licensing, alpha: str) -> None:
    house.act("AM", acts.ChangeEnterprise(authority="lic-AM", enterprise=alpha, names={"en": "Alpha Works"}))
    assert house.rows.read(Enterprise, alpha).names == {"en": "Alpha Works"}
    assert house.rows.read(Party, alpha).name == {"en": "Alpha Works"}


def test_a_class_defined_anew_leaves_licences_as_they_were(house: Licensing, alpha: str) -> None:
    house.licensed("AM", alpha)
    house.define(TRADE, "48000000")
    assert house.licence().on(house.today).scope == ("30200000-1",)
    with pytest.raises(refusals.OutsideClass):
        house.act("AM", on_licence(acts.AmendLicence, day=house.today, scope=("30200000-1",)))
    house.do(acts.CloseLicenceClass(licence_class=TRADE))
    with pytest.raises(refusals.NoSuchClass):
        house.act("AM", on_licence(acts.RenewLicence, since=house.licence().until, until=date(2030, 1, 1)))


def test_bodies_of_authorities_are_changed_by_their_own_acts_alone(house: Licensing) -> None:
    from comity.parties.acts import DissolveBody, EstablishBody

    with pytest.raises(of_parties.BodyOfRoom):
        house.do(DissolveBody(body="lic-AM"))
    with pytest.raises(of_parties.BodyOfRoom):
        house.do(EstablishBody(body="false", name={"en": "False"}, kind="licensing authority"))


def test_licences_of_another_member_are_recognised_on_an_adopted_case_only() -> None:
    chamber = Chamber.of_members("AM", "BY", ledger=MemoryLedger("test.example/commission"))
    chamber.do(acts.DefineLicenceClass(licence_class=TRADE, title={"en": "Trade"}, covers=("30000000",)))
    case = chamber.asked(one_stage(MAJORITY)).id
    recognition = acts.RecogniseLicences(by="AM", of="BY", licence_class=TRADE, case=case, since=date(2026, 3, 1))
    with pytest.raises(refusals.NotDecided):
        chamber.do(recognition)
    chamber.all_say("approve")
    chamber.do(recognition)
    assert chamber.rows.read(Recognition, "AM", "BY", TRADE).case == case
