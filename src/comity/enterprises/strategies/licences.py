"""The life of licences and appeals, drawn at random."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from comity.enterprises import acts
from comity.enterprises.acts.appeals import APPEALABLE
from comity.enterprises.acts.applications import COMPLETE, REFUSED
from comity.enterprises.models import Appeal, Application, Authority, Licence
from comity.enterprises.rules import Validity, standing
from comity.enterprises.strategies.shared import (
    SCOPES,
    active_members,
    by_authority,
    confidential,
    doers_for,
    either,
    on_register,
    open_classes,
    today_of,
)
from comity.record.acts import Act
from comity.record.strategies import Strategy, steps, words
from comity.record.testing import Scribe, Step


def _issue(scribe: Scribe) -> SearchStrategy[Step] | None:
    number = f"L-{len(scribe.rows.tables[Licence]):04}"
    today = today_of(scribe)

    def more(authority: Authority) -> SearchStrategy[Any] | None:
        theirs = [one.id for one in on_register(scribe) if one.member == authority.party]
        classes = [name for name in authority.classes if name in open_classes(scribe)]
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

    return by_authority(scribe, acts.IssueLicence, more)


def _on_licence(
    scribe: Scribe,
    act: type[Act],
    states: tuple[Validity, ...],
    more: Callable[[Licence], Mapping[str, SearchStrategy[Any]] | None],
) -> SearchStrategy[Step] | None:
    today = today_of(scribe)

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

    return by_authority(scribe, act, of)


def _amend(scribe: Scribe) -> SearchStrategy[Step] | None:
    today = today_of(scribe)
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
        if one.until is None or one.licence_class not in open_classes(scribe):
            return None
        return {"since": st.just(one.until), "until": st.just(one.until + timedelta(days=300))}

    return _on_licence(scribe, acts.RenewLicence, (Validity.VALID,), more)


def _suspend(scribe: Scribe) -> SearchStrategy[Step] | None:
    today = today_of(scribe)
    later = st.none() | st.just(today + timedelta(days=30))
    return _on_licence(
        scribe,
        acts.SuspendLicence,
        (Validity.VALID,),
        lambda one: {"day": st.just(today), "until": later, "reasons": words()},
    )


def _lift(scribe: Scribe) -> SearchStrategy[Step] | None:
    today = today_of(scribe)
    return _on_licence(scribe, acts.LiftLicenceSuspension, (Validity.SUSPENDED,), lambda one: {"day": st.just(today)})


def _revoke(scribe: Scribe) -> SearchStrategy[Step] | None:
    today = today_of(scribe)

    def more(one: Licence) -> Mapping[str, SearchStrategy[Any]]:
        late = one.since < today
        return {
            "day": st.just(one.since if late else today),
            "reasons": words(),
            "retroactive": st.just(late),
        }

    return _on_licence(scribe, acts.RevokeLicence, (Validity.VALID, Validity.SUSPENDED), more)


def _transfer(scribe: Scribe) -> SearchStrategy[Step] | None:
    today = today_of(scribe)

    def more(one: Licence) -> Mapping[str, SearchStrategy[Any]] | None:
        holders = {other.enterprise for other in scribe.rows.rows(Licence) if other.licence_class == one.licence_class}
        others = [other.id for other in on_register(scribe) if other.member == one.member and other.id not in holders]
        return {"day": st.just(today), "to": st.sampled_from(others), "reasons": words()} if others else None

    return _on_licence(scribe, acts.TransferLicence, (Validity.VALID,), more)


def _appeal(scribe: Scribe) -> SearchStrategy[Step] | None:
    against = {one.against for one in scribe.rows.rows(Appeal)}
    registered = {one.id: one.member for one in on_register(scribe)}
    members = active_members(scribe)
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
            grounds=st.just(confidential(scribe, "The grounds.")),
            **{field: st.just(value) for field, value in about.items()},
        )
        found.append(steps(lodging, doers_for(scribe, acts.LodgeAppeal, registered[enterprise])))
    return either(*found)


def _decide(scribe: Scribe) -> SearchStrategy[Step] | None:
    members = active_members(scribe)
    found = []
    for one in scribe.rows.rows(Appeal):
        authority = scribe.rows.read(Authority, one.authority)
        if one.decided_at is None and authority is not None and authority.party in members:
            decision = st.builds(acts.DecideAppeal, appeal=st.just(one.id), upheld=st.booleans(), reasons=words())
            found.append(steps(decision, doers_for(scribe, acts.DecideAppeal, authority.party)))
    return either(*found)


STRATEGIES: Mapping[type[Act], Strategy] = {
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
