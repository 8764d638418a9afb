"""How the acts of the parties are drawn at random (see `comity.record.strategies`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from comity.parties import acts
from comity.parties.acts import ORGANISATION, SECRETARIAT
from comity.parties.admitting import is_of_room
from comity.parties.models import Body, FullPowers, Organisation, Party, Person
from comity.parties.rules import ADMITTED, OF_MEMBERS, PartyKind, Power, Standing
from comity.parties.testing import House
from comity.record.acts import Act
from comity.record.strategies import Strategy, steps, words
from comity.record.testing import Doer, Scribe, Step

PARTIES = ("AM", "BY", "KG", "KZ", "RU", "TJ")
BODIES = ("commission", "council", "bureau")
PERSONS = ("anna", "boris", "clara", "dmitri", "elena")
WEIGHTS = st.dictionaries(
    st.sampled_from(["population", "share"]), st.integers(0, 2**53 - 1) | st.sampled_from(["1/3", "22/7"]), max_size=2
)


def _house(scribe: Scribe) -> House:
    assert isinstance(scribe, House)
    return scribe


def _absent(pool: tuple[str, ...], scribe: Scribe, model: type[Body | Person]) -> SearchStrategy[str] | None:
    free = [name for name in pool if scribe.rows.read(model, name) is None]
    return st.sampled_from(free) if free else None


def _in_standing(scribe: Scribe, *wanted: Standing) -> list[str]:
    day = _house(scribe).today
    parties = (party for party in scribe.rows.rows(Party) if party.kind in ADMITTED)
    return [party.id for party in parties if party.standing(day) in wanted]


def _days(scribe: Scribe, least: int = 0, most: int = 40) -> SearchStrategy[date]:
    today = _house(scribe).today
    return st.integers(least, most).map(lambda days: today + timedelta(days=days))


def _found(scribe: Scribe) -> SearchStrategy[Step] | None:
    if scribe.rows.read(Organisation, ORGANISATION) is not None:
        return None
    founding = st.builds(
        acts.FoundOrganisation,
        name=words(),
        short_name=words(),
        description=words(0),
        languages=st.just(("en", "ru")),
        demonstration=st.booleans(),
    )
    return steps(founding, scribe.doers(acts.FoundOrganisation))


def _admit(scribe: Scribe) -> SearchStrategy[Step] | None:
    if scribe.rows.read(Organisation, ORGANISATION) is None:
        return None
    out = [name for name in PARTIES if scribe.rows.read(Party, name) is None] + _in_standing(scribe, Standing.FORMER)
    if not out:
        return None
    admission = st.builds(
        acts.AdmitParty,
        party=st.sampled_from(out),
        # Mostly members: others can do less.
        kind=st.sampled_from([PartyKind.MEMBER] * 4 + [PartyKind.OBSERVER, PartyKind.PARTNER]),
        name=words(),
        since=_days(scribe, -400, 5) if len(out) == len(PARTIES) else _days(scribe, 0, 5),
        weights=WEIGHTS,
        weights_source=st.sampled_from(["", "a census"]),
        groups=st.sampled_from([(), ("founder",)]),
        rights=st.sampled_from([(), (Power.PROPOSE, Power.TAKE_POSITION)]),
    )
    return steps(admission, scribe.doers(acts.AdmitParty))


def _suspend(scribe: Scribe) -> SearchStrategy[Step] | None:
    active = _in_standing(scribe, Standing.ACTIVE)
    # Two are left alone, so that something can go on happening.
    if len(active) < 3:
        return None
    suspension = st.builds(acts.SuspendParty, party=st.sampled_from(active), since=_days(scribe, 0, 5), grounds=words())
    return steps(suspension, scribe.doers(acts.SuspendParty))


def _reinstate(scribe: Scribe) -> SearchStrategy[Step] | None:
    suspended = _in_standing(scribe, Standing.SUSPENDED)
    if not suspended:
        return None
    lifting = st.builds(acts.LiftSuspension, party=st.sampled_from(suspended), on=_days(scribe, 0, 5))
    return steps(lifting, scribe.doers(acts.LiftSuspension))


def _withdraw(scribe: Scribe) -> SearchStrategy[Step] | None:
    active = _in_standing(scribe, Standing.ACTIVE)
    if len(active) < 4:
        return None
    leaving = st.builds(acts.WithdrawParty, party=st.sampled_from(active), until=_days(scribe, 0, 5))
    return steps(leaving, scribe.doers(acts.WithdrawParty))


def _weigh(scribe: Scribe) -> SearchStrategy[Step] | None:
    parties = _in_standing(scribe, *Standing)
    if not parties:
        return None
    weighing = st.builds(
        acts.SetWeights, party=st.sampled_from(parties), weights=WEIGHTS, source=st.sampled_from(["a census", "§ 7"])
    )
    return steps(weighing, scribe.doers(acts.SetWeights))


def _establish(scribe: Scribe) -> SearchStrategy[Step] | None:
    free, parties = _absent(BODIES, scribe, Body), _in_standing(scribe, *Standing)
    if free is None or not parties:
        return None
    seats = st.just(()) | st.lists(st.sampled_from(parties), min_size=1, unique=True).map(tuple)
    return steps(st.builds(acts.EstablishBody, body=free, name=words(), seats=seats), scribe.doers(acts.EstablishBody))


def _standing_bodies(scribe: Scribe) -> list[Body]:
    """The bodies of the organisation that were not dissolved, the one established last at the end."""
    bodies = (body for body in scribe.rows.rows(Body) if not is_of_room(body.kind))
    standing = (body for body in bodies if body.dissolved_at is None)
    return sorted(standing, key=lambda body: (body.established_at, body.id))


def _compose(scribe: Scribe) -> SearchStrategy[Step] | None:
    bodies, parties = _standing_bodies(scribe), _in_standing(scribe, *Standing)
    # The first keeps its seats, and is never dissolved: what is put to it can go on.
    if len(bodies) < 2 or not parties:
        return None
    composing = st.builds(
        acts.ComposeBody,
        body=st.just(bodies[-1].id),
        seats=st.just(()) | st.lists(st.sampled_from(parties), min_size=1, unique=True).map(tuple),
    )
    return steps(composing, scribe.doers(acts.ComposeBody))


def _dissolve(scribe: Scribe) -> SearchStrategy[Step] | None:
    bodies = _standing_bodies(scribe)
    if len(bodies) < 3:
        return None
    dissolution = st.builds(acts.DissolveBody, body=st.just(bodies[-1].id))
    return steps(dissolution, scribe.doers(acts.DissolveBody))


def _register(scribe: Scribe) -> SearchStrategy[Step] | None:
    free = _absent(PERSONS, scribe, Person)
    if free is None:
        return None

    def register(person: str, function: dict[str, str]) -> Act:
        profile = scribe.ledger.deposit(f"{{}} {person}".encode(), confidential=True)
        return acts.RegisterPerson(person=person, profile=profile, function=function)

    return steps(st.builds(register, free, words()), scribe.doers(acts.RegisterPerson))


def _seat(scribe: Scribe) -> SearchStrategy[Step] | None:
    persons = [person.id for person in scribe.rows.rows(Person)]
    parties = scribe.rows.rows(Party)
    others = (PartyKind.OBSERVER, PartyKind.PARTNER)
    seats = [
        (body.id, party.id, doer)
        for body in _standing_bodies(scribe)
        for party in parties
        if body.seats_party(party) or party.kind in others
        for doer in scribe.doers(acts.SeatDelegate, venue=body.id)
        if doer.by.is_system or doer.by.party in (party.id, SECRETARIAT)
    ]
    if not persons or not seats:
        return None

    def seat(place: tuple[str, str, Doer], person: str, role: str, days: int | None) -> Step:
        body, party, doer = place
        until = None if days is None else scribe.now + timedelta(days=days)
        return Step(acts.SeatDelegate(body=body, party=party, person=person, role=role, until=until), doer)

    roles = st.sampled_from(["head", "alternate", "delegate", "adviser", "expert"])
    return st.builds(seat, st.sampled_from(seats), st.sampled_from(persons), roles, st.none() | st.integers(1, 99))


def _empower(scribe: Scribe) -> SearchStrategy[Step] | None:
    persons = [person.id for person in scribe.rows.rows(Person)]
    bodies = [body.id for body in _standing_bodies(scribe)]
    parties = [party.id for party in scribe.rows.rows(Party) if not party.under]
    doers = scribe.doers(acts.GrantFullPowers)
    if not persons or not parties:
        return None

    @st.composite
    def grant(draw: st.DrawFn) -> Step:
        doer = draw(st.sampled_from(doers))
        free = doer.by.is_system or doer.by.party == SECRETARIAT
        party = draw(st.sampled_from(parties)) if free else doer.by.party
        grantable = list(Power) if party == SECRETARIAT else list(OF_MEMBERS)
        # Mostly everything, so that other acts can be done.
        powers = draw(st.just(tuple(grantable)) | st.lists(st.sampled_from(grantable), min_size=1, unique=True))
        name = f"powers-{len(scribe.rows.tables[FullPowers])}"
        return Step(
            acts.GrantFullPowers(
                powers_id=name,
                person=draw(st.sampled_from(persons)),
                party=party,
                body=draw(st.none() | st.sampled_from(bodies)) if bodies else None,
                powers=tuple(powers),
                title=draw(words()),
                since=scribe.now,
                until=draw(st.none() | st.integers(1, 400).map(lambda days: scribe.now + timedelta(days=days))),
                basis=scribe.ledger.deposit(f"letter on {name}".encode(), confidential=True),
            ),
            doer,
        )

    return grant()


def _disempower(scribe: Scribe) -> SearchStrategy[Step] | None:
    standing = [powers for powers in scribe.rows.rows(FullPowers) if powers.revoked_at is None]
    pairs = [
        (powers.id, doer)
        for powers in standing
        for doer in scribe.doers(acts.RevokeFullPowers)
        if doer.by.is_system or doer.by.party in (powers.party, SECRETARIAT)
    ]
    if len(standing) < 4:
        return None
    why = st.sampled_from(["", "A new delegate comes."])
    return st.builds(
        lambda pair, why: Step(acts.RevokeFullPowers(powers_id=pair[0], why=why), pair[1]), st.sampled_from(pairs), why
    )


STRATEGIES: Mapping[type[Act], Strategy] = {
    acts.FoundOrganisation: _found,
    acts.AdmitParty: _admit,
    acts.SuspendParty: _suspend,
    acts.LiftSuspension: _reinstate,
    acts.WithdrawParty: _withdraw,
    acts.SetWeights: _weigh,
    acts.EstablishBody: _establish,
    acts.ComposeBody: _compose,
    acts.DissolveBody: _dissolve,
    acts.RegisterPerson: _register,
    acts.SeatDelegate: _seat,
    acts.GrantFullPowers: _empower,
    acts.RevokeFullPowers: _disempower,
}
