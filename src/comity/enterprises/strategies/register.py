"""The register of enterprises, drawn at random."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from comity.enterprises import acts
from comity.enterprises.models import Authority, Enterprise
from comity.enterprises.strategies.shared import (
    NUMBERS,
    by_authority,
    on_register,
)
from comity.record.acts import Act
from comity.record.strategies import Strategy, words
from comity.record.testing import Scribe, Step


def _register(scribe: Scribe) -> SearchStrategy[Step] | None:
    count = len(scribe.rows.tables[Enterprise])

    def more(authority: Authority) -> SearchStrategy[Any] | None:
        taken = {one.number for one in on_register(scribe) if one.member == authority.party}
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

    return by_authority(scribe, acts.RegisterEnterprise, more)


def _change(scribe: Scribe) -> SearchStrategy[Step] | None:
    def more(authority: Authority) -> SearchStrategy[Any] | None:
        theirs = [one.id for one in on_register(scribe) if one.member == authority.party]
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

    return by_authority(scribe, acts.ChangeEnterprise, more)


def _strike(scribe: Scribe) -> SearchStrategy[Step] | None:
    def more(authority: Authority) -> SearchStrategy[Any] | None:
        theirs = [one.id for one in on_register(scribe) if one.member == authority.party]
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

    return by_authority(scribe, acts.StrikeOffEnterprise, more)


STRATEGIES: Mapping[type[Act], Strategy] = {
    acts.RegisterEnterprise: _register,
    acts.ChangeEnterprise: _change,
    acts.StrikeOffEnterprise: _strike,
}
