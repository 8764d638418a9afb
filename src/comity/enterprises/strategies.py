"""How the acts of the enterprises are drawn at random (see `comity.record.strategies`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from comity.cases.models import Case
from comity.enterprises import acts
from comity.enterprises.acts.appeals import APPEALABLE
from comity.enterprises.acts.applications import ASKED, COMPLETE, LODGED, OPEN, REFUSED
from comity.enterprises.models import Appeal, Application, Authority, Enterprise, Licence, LicenceClass
from comity.enterprises.rules import Validity, standing
from comity.parties.acts import ORGANISATION
from comity.parties.models import Body, Organisation, Party
from comity.parties.rules import Standing
from comity.record.acts import Act
from comity.record.strategies import Strategy, steps, words
from comity.record.testing import Doer, Scribe, Step

CLASSES = {"trade": ("30000000-9", "48000000"), "transport": ("34000000", "60000000")}
SCOPES = {"trade": ("30200000-1", "48900000"), "transport": ("34100000", "60100000", "60160000")}
AUTHORITIES = ("authority-1", "authority-2", "authority-3")
NUMBERS = tuple(f"{number:03}" for number in range(1, 7))


def _members(scribe: Scribe) -> list[str]:
    day = _today(scribe)
    return [one.id for one in scribe.rows.rows(Party) if one.is_member and one.standing(day) is Standing.ACTIVE]


def _today(scribe: Scribe) -> date:
    return (scribe.now + timedelta(seconds=1)).date()


def _contents(scribe: Scribe, about: str) -> str:
    return scribe.ledger.deposit(f"{about} {len(scribe.rows.tables[Application])}".encode(), confidential=True)


def _open_classes(scribe: Scribe) -> list[str]:
    return [one.id for one in scribe.rows.rows(LicenceClass) if one.closed_at is None]


def _standing(scribe: Scribe) -> list[Authority]:
    """Authorities that can act: designated, of a member in good standing."""
    members = _members(scribe)
    return [one for one in scribe.rows.rows(Authority) if one.ended_at is None and one.party in members]


def _registered(scribe: Scribe) -> list[Enterprise]:
    return [one for one in scribe.rows.rows(Enterprise) if one.struck_at is None]


def _of(scribe: Scribe, act: type[Act], party: str, venue: str | None = None) -> list[Doer]:
    """The loader, and whoever may do this act for the party."""
    doers = scribe.doers(act, party=party, venue=venue)
    return doers or ([doer for doer in scribe.doers(act) if doer.by.is_system] if act.system_may else [])


def _either(*found: SearchStrategy[Step] | None) -> SearchStrategy[Step] | None:
    possible = [one for one in found if one is not None]
    return st.one_of(possible) if possible else None


def _define(scribe: Scribe) -> SearchStrategy[Step] | None:
    if scribe.rows.read(Organisation, ORGANISATION) is None:
        return None
    definition = st.sampled_from(sorted(CLASSES)).flatmap(
        lambda name: st.builds(
            acts.DefineLicenceClass,
            licence_class=st.just(name),
            title=words(),
            covers=st.just(CLASSES[name]),
            conditions=st.none() | words(),
            months=st.sampled_from([None, 36, 60]),
            fees=st.none() | words(),
        )
    )
    return steps(definition, scribe.doers(acts.DefineLicenceClass))


def _close(scribe: Scribe) -> SearchStrategy[Step] | None:
    found = _open_classes(scribe)
    if len(found) < len(CLASSES):
        return None
    closing = st.builds(acts.CloseLicenceClass, licence_class=st.sampled_from(found))
    return steps(closing, scribe.doers(acts.CloseLicenceClass))


def _designate(scribe: Scribe) -> SearchStrategy[Step] | None:
    free = [name for name in AUTHORITIES if scribe.rows.read(Body, name) is None]
    classes = _open_classes(scribe)
    if not free or not classes:
        return None
    return _either(
        *(
            steps(
                st.builds(
                    acts.DesignateAuthority,
                    authority=st.sampled_from(free),
                    party=st.just(member),
                    name=words(),
                    classes=st.just(tuple(classes)),
                ),
                _of(scribe, acts.DesignateAuthority, member),
            )
            for member in _members(scribe)
        )
    )


def _mandate(scribe: Scribe) -> SearchStrategy[Step] | None:
    classes = _open_classes(scribe)
    return _either(
        *(
            steps(
                st.builds(
                    acts.ChangeMandate,
                    authority=st.just(one.id),
                    classes=st.lists(st.sampled_from(classes), min_size=1, unique=True).map(tuple),
                ),
                _of(scribe, acts.ChangeMandate, one.party),
            )
            for one in _standing(scribe)
            if classes
        )
    )


def _end(scribe: Scribe) -> SearchStrategy[Step] | None:
    authorities = _standing(scribe)
    if len(authorities) < 2:
        return None
    return _either(
        *(
            steps(
                st.builds(acts.EndDesignation, authority=st.just(one.id), reasons=words()),
                _of(scribe, acts.EndDesignation, one.party),
            )
            for one in authorities
        )
    )


def _recognise(scribe: Scribe) -> SearchStrategy[Step] | None:
    adopted = [case.id for case in scribe.rows.rows(Case) if case.end == "adopted"]
    members, classes = _members(scribe), _open_classes(scribe)
    if not adopted or len(members) < 2 or not classes:
        return None
    recognition = st.builds(
        acts.RecogniseLicences,
        by=st.just(members[0]),
        of=st.just(members[1]),
        licence_class=st.sampled_from(classes),
        case=st.sampled_from(adopted),
        since=st.just(_today(scribe)),
        until=st.none() | st.just(_today(scribe) + timedelta(days=400)),
    )
    return steps(recognition, _of(scribe, acts.RecogniseLicences, members[0]))


def _by_authority(
    scribe: Scribe, act: type[Act], more: Callable[[Authority], SearchStrategy[Any] | None]
) -> SearchStrategy[Step] | None:
    """Acts of every standing authority, by its member's people or the loader."""
    found = []
    for one in _standing(scribe):
        drawn = more(one)
        if drawn is not None:
            found.append(steps(drawn, _of(scribe, act, one.party, one.id)))
    return _either(*found)


def _register(scribe: Scribe) -> SearchStrategy[Step] | None:
    count = len(scribe.rows.tables[Enterprise])

    def more(authority: Authority) -> SearchStrategy[Any] | None:
        taken = {one.number for one in _registered(scribe) if one.member == authority.party}
        free = [number for number in NUMBERS if number not in taken]
        return (
            st.builds(
                acts.RegisterEnterprise,
                authority=st.just(authority.id),
                enterprise=st.just(f"enterprise-{count}"),
                number=st.sampled_from(free),
                names=words(),
                seat=st.none() | words(),
            )
            if free
            else None
        )

    return _by_authority(scribe, acts.RegisterEnterprise, more)


def _change(scribe: Scribe) -> SearchStrategy[Step] | None:
    def more(authority: Authority) -> SearchStrategy[Any] | None:
        theirs = [one.id for one in _registered(scribe) if one.member == authority.party]
        return (
            st.builds(
                acts.ChangeEnterprise,
                authority=st.just(authority.id),
                enterprise=st.sampled_from(theirs),
                names=words(),
                seat=st.none() | words(),
            )
            if theirs
            else None
        )

    return _by_authority(scribe, acts.ChangeEnterprise, more)


def _strike(scribe: Scribe) -> SearchStrategy[Step] | None:
    def more(authority: Authority) -> SearchStrategy[Any] | None:
        theirs = [one.id for one in _registered(scribe) if one.member == authority.party]
        return (
            st.builds(
                acts.StrikeOffEnterprise,
                authority=st.just(authority.id),
                enterprise=st.sampled_from(theirs),
                reasons=words(),
            )
            if len(theirs) > 1
            else None
        )

    return _by_authority(scribe, acts.StrikeOffEnterprise, more)


def _apply(scribe: Scribe) -> SearchStrategy[Step] | None:
    application = f"application-{len(scribe.rows.tables[Application])}"
    found = []
    for one in _standing(scribe):
        theirs = [enterprise.id for enterprise in _registered(scribe) if enterprise.member == one.party]
        for licence_class in one.classes:
            if not theirs or licence_class not in _open_classes(scribe):
                continue
            lodging = st.builds(
                acts.ApplyForLicence,
                application=st.just(application),
                enterprise=st.sampled_from(theirs),
                authority=st.just(one.id),
                licence_class=st.just(licence_class),
                scope=st.just(SCOPES[licence_class]),
                documents=st.sampled_from([(), (_contents(scribe, "A document."),)]),
            )
            found.append(steps(lodging, _of(scribe, acts.ApplyForLicence, one.party)))
    return _either(*found)


def _on_application(
    scribe: Scribe, act: type[Act], states: Iterable[str], **more: SearchStrategy[Any]
) -> SearchStrategy[Step] | None:
    def of(authority: Authority) -> SearchStrategy[Any] | None:
        found = [
            one.id for one in scribe.rows.rows(Application) if one.authority == authority.id and one.state in states
        ]
        if not found:
            return None
        return st.builds(act, authority=st.just(authority.id), application=st.sampled_from(found), **more)

    return _by_authority(scribe, act, of)


def _complete(scribe: Scribe) -> SearchStrategy[Step] | None:
    return _on_application(scribe, acts.FindApplicationComplete, (LODGED,))


def _ask(scribe: Scribe) -> SearchStrategy[Step] | None:
    return _on_application(scribe, acts.AskApplicant, OPEN, question=st.just(_contents(scribe, "A question.")))


def _refuse(scribe: Scribe) -> SearchStrategy[Step] | None:
    return _on_application(scribe, acts.RefuseApplication, OPEN, reasons=words())


def _by_applicant(
    scribe: Scribe, act: type[Act], applications: Iterable[tuple[Application, SearchStrategy[Any]]]
) -> SearchStrategy[Step] | None:
    registered = {one.id: one.member for one in _registered(scribe)}
    members = _members(scribe)
    return _either(
        *(
            steps(drawn, _of(scribe, act, registered[application.enterprise]))
            for application, drawn in applications
            if registered.get(application.enterprise) in members
        )
    )


def _answer(scribe: Scribe) -> SearchStrategy[Step] | None:
    def answers() -> Iterable[tuple[Application, SearchStrategy[Any]]]:
        for one in scribe.rows.rows(Application):
            open_ones = [number for number, asked in enumerate(one.questions, 1) if asked["answer"] is None]
            if one.state == ASKED and open_ones:
                yield (
                    one,
                    st.builds(
                        acts.AnswerApplicationQuestion,
                        application=st.just(one.id),
                        number=st.sampled_from(open_ones),
                        answer=st.just(_contents(scribe, "An answer.")),
                    ),
                )

    return _by_applicant(scribe, acts.AnswerApplicationQuestion, answers())


def _withdraw(scribe: Scribe) -> SearchStrategy[Step] | None:
    found = (
        (one, st.builds(acts.WithdrawApplication, application=st.just(one.id)))
        for one in scribe.rows.rows(Application)
        if one.state in OPEN
    )
    return _by_applicant(scribe, acts.WithdrawApplication, found)


def _issue(scribe: Scribe) -> SearchStrategy[Step] | None:
    number = f"L-{len(scribe.rows.tables[Licence]):04}"
    today = _today(scribe)

    def more(authority: Authority) -> SearchStrategy[Any] | None:
        theirs = [one.id for one in _registered(scribe) if one.member == authority.party]
        classes = [name for name in authority.classes if name in _open_classes(scribe)]
        held = {
            (one.enterprise, one.licence_class)
            for one in scribe.rows.rows(Licence)
            if one.until is None or one.until > today
        }
        free = [(who, name, None) for who in theirs for name in classes if (who, name) not in held]
        asked = [
            (one.enterprise, one.licence_class, one.id)
            for one in scribe.rows.rows(Application)
            if one.state == COMPLETE and one.authority == authority.id and not one.licence
        ]
        wanted = [one for one in asked if one[:2] in {pair[:2] for pair in free}] or free
        if not wanted:
            return None
        return st.sampled_from(wanted).flatmap(
            lambda one: st.builds(
                acts.IssueLicence,
                authority=st.just(authority.id),
                licence=st.just(number),
                enterprise=st.just(one[0]),
                licence_class=st.just(one[1]),
                scope=st.just(SCOPES[one[1]]),
                since=st.just(today),
                until=st.just(today + timedelta(days=900)),
                conditions=st.none() | words(),
                application=st.just(one[2]),
            )
        )

    return _by_authority(scribe, acts.IssueLicence, more)


def _on_licence(
    scribe: Scribe,
    act: type[Act],
    states: tuple[Validity, ...],
    more: Callable[[Licence], Mapping[str, SearchStrategy[Any]] | None],
) -> SearchStrategy[Step] | None:
    today = _today(scribe)

    def of(authority: Authority) -> SearchStrategy[Any] | None:
        drawn = []
        for one in scribe.rows.rows(Licence):
            if one.member != authority.party or one.licence_class not in authority.classes:
                continue
            found = one.on(today)
            fields = more(one) if found is not None and found.validity in states else None
            if fields is not None:
                drawn.append(st.builds(act, authority=st.just(authority.id), licence=st.just(one.id), **fields))
        return st.one_of(drawn) if drawn else None

    return _by_authority(scribe, act, of)


def _amend(scribe: Scribe) -> SearchStrategy[Step] | None:
    today = _today(scribe)
    return _on_licence(
        scribe,
        acts.AmendLicence,
        (Validity.VALID,),
        lambda one: {
            "day": st.just(today),
            "scope": st.sampled_from(SCOPES[one.licence_class]).map(lambda code: (code,)),
            "reasons": words(),
        },
    )


def _renew(scribe: Scribe) -> SearchStrategy[Step] | None:
    def more(one: Licence) -> Mapping[str, SearchStrategy[Any]] | None:
        if one.until is None or one.licence_class not in _open_classes(scribe):
            return None
        return {"since": st.just(one.until), "until": st.just(one.until + timedelta(days=300))}

    return _on_licence(scribe, acts.RenewLicence, (Validity.VALID,), more)


def _suspend(scribe: Scribe) -> SearchStrategy[Step] | None:
    today = _today(scribe)
    later = st.none() | st.just(today + timedelta(days=30))
    return _on_licence(
        scribe,
        acts.SuspendLicence,
        (Validity.VALID,),
        lambda one: {"day": st.just(today), "until": later, "reasons": words()},
    )


def _lift(scribe: Scribe) -> SearchStrategy[Step] | None:
    today = _today(scribe)
    return _on_licence(scribe, acts.LiftLicenceSuspension, (Validity.SUSPENDED,), lambda one: {"day": st.just(today)})


def _revoke(scribe: Scribe) -> SearchStrategy[Step] | None:
    today = _today(scribe)

    def more(one: Licence) -> Mapping[str, SearchStrategy[Any]]:
        late = one.since < today
        return {
            "day": st.just(one.since if late else today),
            "reasons": words(),
            "retroactive": st.just(late),
        }

    return _on_licence(scribe, acts.RevokeLicence, (Validity.VALID, Validity.SUSPENDED), more)


def _transfer(scribe: Scribe) -> SearchStrategy[Step] | None:
    today = _today(scribe)

    def more(one: Licence) -> Mapping[str, SearchStrategy[Any]] | None:
        holders = {other.enterprise for other in scribe.rows.rows(Licence) if other.licence_class == one.licence_class}
        others = [other.id for other in _registered(scribe) if other.member == one.member and other.id not in holders]
        return {"day": st.just(today), "to": st.sampled_from(others), "reasons": words()} if others else None

    return _on_licence(scribe, acts.TransferLicence, (Validity.VALID,), more)


def _appeal(scribe: Scribe) -> SearchStrategy[Step] | None:
    against = {one.against for one in scribe.rows.rows(Appeal)}
    registered = {one.id: one.member for one in _registered(scribe)}
    members = _members(scribe)
    wanted: list[tuple[str, str, dict[str, str]]] = [
        (one.enterprise, event.act, {"licence": one.id})
        for one in scribe.rows.rows(Licence)
        for event in standing(one.history)
        if event.what in APPEALABLE
    ]
    wanted += [
        (one.enterprise, one.decided_by, {"application": one.id})
        for one in scribe.rows.rows(Application)
        if one.state == REFUSED
    ]
    name = f"appeal-{len(scribe.rows.tables[Appeal])}"
    found = []
    for enterprise, act, about in wanted:
        if act in against or registered.get(enterprise) not in members:
            continue
        lodging = st.builds(
            acts.LodgeAppeal,
            appeal=st.just(name),
            enterprise=st.just(enterprise),
            against=st.just(act),
            grounds=st.just(_contents(scribe, "The grounds.")),
            **{field: st.just(value) for field, value in about.items()},
        )
        found.append(steps(lodging, _of(scribe, acts.LodgeAppeal, registered[enterprise])))
    return _either(*found)


def _decide(scribe: Scribe) -> SearchStrategy[Step] | None:
    members = _members(scribe)
    found = []
    for one in scribe.rows.rows(Appeal):
        authority = scribe.rows.read(Authority, one.authority)
        if one.decided_at is None and authority is not None and authority.party in members:
            decision = st.builds(acts.DecideAppeal, appeal=st.just(one.id), upheld=st.booleans(), reasons=words())
            found.append(steps(decision, _of(scribe, acts.DecideAppeal, authority.party)))
    return _either(*found)


OFTEN: tuple[type[Act], ...] = (acts.ApplyForLicence, acts.IssueLicence, acts.RegisterEnterprise)
STRATEGIES: Mapping[type[Act], Strategy] = {
    acts.DefineLicenceClass: _define,
    acts.CloseLicenceClass: _close,
    acts.DesignateAuthority: _designate,
    acts.ChangeMandate: _mandate,
    acts.EndDesignation: _end,
    acts.RecogniseLicences: _recognise,
    acts.RegisterEnterprise: _register,
    acts.ChangeEnterprise: _change,
    acts.StrikeOffEnterprise: _strike,
    acts.ApplyForLicence: _apply,
    acts.FindApplicationComplete: _complete,
    acts.AskApplicant: _ask,
    acts.RefuseApplication: _refuse,
    acts.AnswerApplicationQuestion: _answer,
    acts.WithdrawApplication: _withdraw,
    acts.IssueLicence: _issue,
    acts.AmendLicence: _amend,
    acts.RenewLicence: _renew,
    acts.SuspendLicence: _suspend,
    acts.LiftLicenceSuspension: _lift,
    acts.RevokeLicence: _revoke,
    acts.TransferLicence: _transfer,
    acts.LodgeAppeal: _appeal,
    acts.DecideAppeal: _decide,
}
