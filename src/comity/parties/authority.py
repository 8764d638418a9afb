"""The answer to the corridor's question: do this person's full powers cover this act, now?"""

from __future__ import annotations

from comity.parties import refusals
from comity.parties.acts import SECRETARIAT
from comity.parties.models import FullPowers, Party
from comity.parties.rules import KEPT_IN_SUSPENSION, Gap, Standing
from comity.record.acts import Act, Capacity, GrantKey, Occasion
from comity.record.refusals import NotAuthorised
from comity.record.rows import Place, Rows


def reads(by: Capacity) -> tuple[Place, ...]:
    """The rows that `require` looks at."""
    return ((FullPowers, (by.powers,)), (Party, (by.party,)))


def require(rows: Rows, act: Act, occasion: Occasion) -> None:
    """Raise the refusal that says which power was missing, and why; return if nothing was."""
    by, at, needed = occasion.by, occasion.at, str(act.needs)
    powers = rows.read(FullPowers, by.powers)
    if powers is None:
        raise refusals.NoPowers(power=needed)
    if powers.person != by.actor or powers.party != by.party:
        raise refusals.PowersOfAnother(power=needed)
    venue = act.venue(rows) if powers.body else None
    gap = powers.covers.gap(needed, at, venue)
    if gap is not None:
        raise _refusal(gap, powers, needed, venue)
    if isinstance(act, GrantKey) and act.holder != by.actor:
        _require_own_person(rows, act.holder, occasion)
    party = rows.read(Party, by.party)
    standing = party.standing(at.date()) if party is not None else Standing.FORMER
    if standing is Standing.SUSPENDED:
        if needed not in KEPT_IN_SUSPENSION:
            raise refusals.PartySuspended(party=by.party, power=needed)
    elif standing is not Standing.ACTIVE:
        raise refusals.PartyNotActing(party=by.party, day=at.date(), power=needed)


def _require_own_person(rows: Rows, person: str, occasion: Occasion) -> None:
    """A key is granted to oneself, or to somebody who acts for the same party; the secretariat grants to anybody."""
    party = occasion.by.party
    if party != SECRETARIAT and not any(powers.party == party for powers in rows.find(FullPowers, person=person)):
        raise refusals.NotYours(party=party, other=person)


def _refusal(gap: Gap, powers: FullPowers, needed: str, venue: str | None) -> NotAuthorised:
    party = powers.party
    if gap is Gap.REVOKED:
        return refusals.PowersRevoked(party=party, revoked=powers.revoked_at, power=needed)
    if gap is Gap.NOT_YET:
        return refusals.PowersNotYet(party=party, since=powers.since, power=needed)
    if gap is Gap.EXPIRED:
        return refusals.PowersExpired(party=party, until=powers.until, power=needed)
    if gap is Gap.OTHER_BODY:
        return refusals.PowersForOtherBody(party=party, body=powers.body, venue=venue or "–", power=needed)
    return refusals.PowerNotHeld(party=party, power=needed)
