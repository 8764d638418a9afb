"""Classes of licences, authorities and recognitions, drawn at random."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from comity.cases.models import Case
from comity.enterprises import acts
from comity.enterprises.strategies.shared import (
    AUTHORITIES,
    CLASSES,
    active_members,
    doers_for,
    either,
    open_classes,
    standing_authorities,
    today_of,
)
from comity.parties.acts import ORGANISATION
from comity.parties.models import Body, Organisation
from comity.record.acts import Act
from comity.record.strategies import Strategy, steps, words
from comity.record.testing import Scribe, Step


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
    found = open_classes(scribe)
    if len(found) < len(CLASSES):
        return None
    closing = st.builds(acts.CloseLicenceClass, licence_class=st.sampled_from(found))
    return steps(closing, scribe.doers(acts.CloseLicenceClass))


def _designate(scribe: Scribe) -> SearchStrategy[Step] | None:
    free = [name for name in AUTHORITIES if scribe.rows.read(Body, name) is None]
    classes = open_classes(scribe)
    if not free or not classes:
        return None
    return either(
        *(
            steps(
                st.builds(
                    acts.DesignateAuthority,
                    authority=st.sampled_from(free),
                    party=st.just(member),
                    name=words(),
                    classes=st.just(tuple(classes)),
                ),
                doers_for(scribe, acts.DesignateAuthority, member),
            )
            for member in active_members(scribe)
        )
    )


def _mandate(scribe: Scribe) -> SearchStrategy[Step] | None:
    classes = open_classes(scribe)
    return either(
        *(
            steps(
                st.builds(
                    acts.ChangeMandate,
                    authority=st.just(one.id),
                    classes=st.lists(st.sampled_from(classes), min_size=1, unique=True).map(tuple),
                ),
                doers_for(scribe, acts.ChangeMandate, one.party),
            )
            for one in standing_authorities(scribe)
            if classes
        )
    )


def _end(scribe: Scribe) -> SearchStrategy[Step] | None:
    authorities = standing_authorities(scribe)
    if len(authorities) < 2:
        return None
    return either(
        *(
            steps(
                st.builds(acts.EndDesignation, authority=st.just(one.id), reasons=words()),
                doers_for(scribe, acts.EndDesignation, one.party),
            )
            for one in authorities
        )
    )


def _recognise(scribe: Scribe) -> SearchStrategy[Step] | None:
    adopted = [case.id for case in scribe.rows.rows(Case) if case.end == "adopted"]
    members, classes = active_members(scribe), open_classes(scribe)
    if not adopted or len(members) < 2 or not classes:
        return None
    recognition = st.builds(
        acts.RecogniseLicences,
        by=st.just(members[0]),
        of=st.just(members[1]),
        licence_class=st.sampled_from(classes),
        case=st.sampled_from(adopted),
        since=st.just(today_of(scribe)),
        until=st.none() | st.just(today_of(scribe) + timedelta(days=400)),
    )
    return steps(recognition, doers_for(scribe, acts.RecogniseLicences, members[0]))


STRATEGIES: Mapping[type[Act], Strategy] = {
    acts.DefineLicenceClass: _define,
    acts.CloseLicenceClass: _close,
    acts.DesignateAuthority: _designate,
    acts.ChangeMandate: _mandate,
    acts.EndDesignation: _end,
    acts.RecogniseLicences: _recognise,
}
