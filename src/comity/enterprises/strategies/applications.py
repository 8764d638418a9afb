"""Applications, drawn at random."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from comity.enterprises import acts
from comity.enterprises.acts.applications import ASKED, LODGED, OPEN
from comity.enterprises.models import Application, Authority
from comity.enterprises.strategies.shared import (
    SCOPES,
    active_members,
    by_authority,
    confidential,
    doers_for,
    either,
    on_register,
    open_classes,
    standing_authorities,
)
from comity.record.acts import Act
from comity.record.strategies import Strategy, steps, words
from comity.record.testing import Scribe, Step


def _apply(scribe: Scribe) -> SearchStrategy[Step] | None:
    application = f"application-{len(scribe.rows.tables[Application])}"
    found = []
    for one in standing_authorities(scribe):
        theirs = [enterprise.id for enterprise in on_register(scribe) if enterprise.member == one.party]
        for licence_class in one.classes:
            if not theirs or licence_class not in open_classes(scribe):
                continue
            lodging = st.builds(
                acts.ApplyForLicence,
                application=st.just(application),
                enterprise=st.sampled_from(theirs),
                authority=st.just(one.id),
                licence_class=st.just(licence_class),
                scope=st.just(SCOPES[licence_class]),
                documents=st.sampled_from([(), (confidential(scribe, "A document."),)]),
            )
            found.append(steps(lodging, doers_for(scribe, acts.ApplyForLicence, one.party)))
    return either(*found)


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

    return by_authority(scribe, act, of)


def _complete(scribe: Scribe) -> SearchStrategy[Step] | None:
    return _on_application(scribe, acts.FindApplicationComplete, (LODGED,))


def _ask(scribe: Scribe) -> SearchStrategy[Step] | None:
    return _on_application(scribe, acts.AskApplicant, OPEN, question=st.just(confidential(scribe, "A question.")))


def _refuse(scribe: Scribe) -> SearchStrategy[Step] | None:
    return _on_application(scribe, acts.RefuseApplication, OPEN, reasons=words())


def _by_applicant(
    scribe: Scribe, act: type[Act], applications: Iterable[tuple[Application, SearchStrategy[Any]]]
) -> SearchStrategy[Step] | None:
    registered = {one.id: one.member for one in on_register(scribe)}
    members = active_members(scribe)
    return either(
        *(
            steps(drawn, doers_for(scribe, act, registered[application.enterprise]))
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
                        answer=st.just(confidential(scribe, "An answer.")),
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


STRATEGIES: Mapping[type[Act], Strategy] = {
    acts.ApplyForLicence: _apply,
    acts.FindApplicationComplete: _complete,
    acts.AskApplicant: _ask,
    acts.RefuseApplication: _refuse,
    acts.AnswerApplicationQuestion: _answer,
    acts.WithdrawApplication: _withdraw,
}
