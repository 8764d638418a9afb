"""How the acts of every room are drawn at random, for tests that do whatever can be done.

A room writes one strategy for each of its acts and puts them in ``STRATEGIES`` of its `strategies.py`; a test fails for
an act that has none. A strategy looks at the rows and proposes what the record should take; it may be refused now and
then, but not always.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from comity.record import acts, checkpoint
from comity.record.acts import Act
from comity.record.leaf import SYSTEM
from comity.record.models import SigningKey, Witness
from comity.record.rooms import modules
from comity.record.testing import Doer, Scribe, SoftwareKey, Step

Strategy = Callable[[Scribe], "SearchStrategy[Step] | None"]
"""How one type of act is drawn at random as things stand; None if no such act can be done now."""


def steps(act: SearchStrategy[Any], doers: list[Doer]) -> SearchStrategy[Step] | None:
    """Any of these acts by any of these people."""
    return st.builds(Step, act, st.sampled_from(doers)) if doers else None


def strategies() -> dict[type[Act], Strategy]:
    """The strategies of every installed room, by type of act in the order of their names."""
    found = {act: strategy for room in modules("strategies") for act, strategy in room.STRATEGIES.items()}
    return dict(sorted(found.items(), key=lambda pair: pair[0].type))


def often() -> tuple[type[Act], ...]:
    """The acts that carry things forward, so that whatever comes late in the life of a thing comes at all."""
    return tuple(act for room in modules("strategies") for act in getattr(room, "OFTEN", ()))


def first_possible(scribe: Scribe, order: Iterable[type[Act]]) -> SearchStrategy[Step]:
    """The first of these types of acts of which one can be done as things stand."""
    if not scribe.rows.tables[SigningKey]:
        opening = acts.OpenRecord(origin=scribe.ledger.origin, key=scribe.ledger.attestation)
        return st.just(Step(opening, scribe.doers(acts.OpenRecord)[0]))
    known = strategies()
    return next(steps for act in order if (steps := known[act](scribe)) is not None)


def words(least: int = 1) -> SearchStrategy[dict[str, str]]:
    """A text in one or two languages, of whatever characters a database keeps."""
    text = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12)
    return st.dictionaries(st.sampled_from(["en", "ru"]), text.filter(str.strip), min_size=least, max_size=2)


def _never_again(scribe: Scribe) -> None:
    """A record is opened once, before anything else (see `first_possible`)."""


def _rotate(scribe: Scribe) -> SearchStrategy[Step] | None:
    rotation = st.builds(lambda: acts.RotateAttestation(key=scribe.ledger.next_attestation))
    return steps(rotation, scribe.doers(acts.RotateAttestation))


def _grant(scribe: Scribe) -> SearchStrategy[Step] | None:
    def grant(doer: Doer, anybody: str) -> Step:
        holder = anybody if doer.by.is_system else doer.by.actor
        return Step(acts.GrantKey(key=scribe.fresh_key(holder).public, holder=holder), doer)

    doers = scribe.doers(acts.GrantKey)
    return st.builds(grant, st.sampled_from(doers), st.sampled_from(scribe.people()))


def _revoke(scribe: Scribe) -> SearchStrategy[Step] | None:
    valid = [key.id for key in scribe.rows.rows(SigningKey) if not key.revoked_at and key.holder != SYSTEM]
    if not valid:
        return None
    return steps(st.builds(acts.RevokeKey, key=st.sampled_from(valid)), scribe.doers(acts.RevokeKey))


def _admit(scribe: Scribe) -> SearchStrategy[Step] | None:
    admitted = {witness.id for witness in scribe.rows.rows(Witness) if witness.dismissed_at is None}
    names = [name for name in (f"witness-{number}.example" for number in range(4)) if name not in admitted]
    if not names:
        return None

    def admit(name: str, number: int) -> Act:
        cosigner = checkpoint.Cosigner(name, SoftwareKey(name, f"{name} {number}").private)
        return acts.AdmitWitness(verifier=str(cosigner.verifier), party="AM")

    return steps(st.builds(admit, st.sampled_from(names), st.integers(0, 3)), scribe.doers(acts.AdmitWitness))


def _dismiss(scribe: Scribe) -> SearchStrategy[Step] | None:
    admitted = [witness.id for witness in scribe.rows.rows(Witness) if witness.dismissed_at is None]
    if not admitted:
        return None
    return steps(st.builds(acts.DismissWitness, witness=st.sampled_from(admitted)), scribe.doers(acts.DismissWitness))


STRATEGIES: Mapping[type[Act], Strategy] = {
    acts.OpenRecord: _never_again,
    acts.RotateAttestation: _rotate,
    acts.GrantKey: _grant,
    acts.RevokeKey: _revoke,
    acts.AdmitWitness: _admit,
    acts.DismissWitness: _dismiss,
}
