"""Elections: who is elected by a ballot, and who stands in the next one. Pure.

The majority is a rule of `comity.procedure` put for each candidate apart: a ballot that names the candidate says
*yes*, a valid one that does not says *no*, a blank or invalid one *abstain*. So ``{count: yes, of: [yes, no],
more_than: 1/2}`` is the majority of the members present and voting, and ``{count: yes, at_least: 2/3}`` two thirds of
all members. Source for rounds and restricted balloting: Rules of procedure of the General Assembly (A/520), rules 93
and 94.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from comity.phrase import Refusal
from comity.procedure.decision import ADOPTED, NO_QUORUM, Members, Rule
from comity.procedure.decision.outcome import outcome
from comity.procedure.errors import RuleError

ABSTAIN = "abstain"
_PAIRS = (("yes", "no"), ("approve", "object"), ("accept", "reject"), ("confirm", "refuse"))


class RuleNeedsNames(Refusal):
    """Nobody knows who said what here, so the rule cannot speak of weights, groups or named members. Choose another."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """How balloting goes on when a ballot leaves places open.

    Everybody stands in ``free`` ballots; then so many candidates a place do, in ``restricted`` ballots (``None``: in
    all that follow); after these it is free again, and so on in turn. ``lot_after`` so many ballots a tie is settled by
    lot (``None``: never); after ``most`` ballots no other is held (``None``: until every place is filled).
    """

    free: int = 1
    restricted: int | None = None
    candidates_per_place: int = 2
    lot_after: int | None = None
    most: int | None = None

    def is_restricted(self, number: int) -> bool:
        """Whether the ballot with this number is; they count from one."""
        if self.restricted is None:
            return number > self.free
        # A turn is the free ballots and the restricted ones that follow; the first turn alone begins with ``free``
        # ballots, the others with as many as were restricted (General Assembly, rule 93: three and three).
        place = (number - 1 - self.free) % (2 * self.restricted)
        return number > self.free and place < self.restricted


@dataclass(frozen=True, slots=True)
class Result:
    """What one ballot gave: the elected (most votes first), those tied for the last places, and places still open."""

    votes: Mapping[str, int]
    elected: tuple[str, ...]
    tied: tuple[str, ...]
    places_left: int
    quorum: bool = True


@dataclass(frozen=True, slots=True)
class NextBallot:
    """Who stands in the next ballot, for how many places; ``by_lot``: a tie that a lot may settle instead, and with
    ``last`` has to, for no other ballot is held."""

    candidates: tuple[str, ...]
    places: int
    restricted: bool
    by_lot: bool
    last: bool = False


def words_of(rule: Rule) -> tuple[str, str, str]:
    """The words by which the rule counts: in favour, against, neither."""
    spoken = {item.word for item in rule.named} | set(rule.declared or ())
    favour, against = next(((one, other) for one, other in _PAIRS if one in spoken), _PAIRS[0])
    return favour, against, ABSTAIN


def require_nameless(rule: Rule, members: int) -> None:
    """Raise `RuleNeedsNames` for a rule that cannot be decided from counts alone."""
    try:
        holds(rule, members, {})
    except RuleError as error:
        raise RuleNeedsNames() from error


def holds(rule: Rule, members: int, said: Mapping[str, int]) -> str:
    """The outcome of a rule when only the numbers are known: ``said`` counts members by their position.

    Raises `ValueError` if more spoke than there are members.
    """
    names = [f"m{number}" for number in range(members)]
    words = [word for word, number in said.items() for _ in range(number)]
    if len(words) > members:
        raise ValueError(f"{len(words)} positions of {members} members")
    positions = dict(zip(names, words, strict=False))
    return outcome(rule, Members.parse(names), positions, final=True).outcome


def result(rule: Rule, places: int, members: int, votes: Mapping[str, int], *, valid: int, others: int = 0) -> Result:
    """Who is elected. ``valid`` ballots named somebody, ``others`` nobody or too many.

    Those who reach the majority are elected by their votes; if more reach it with equal votes than places are left,
    none of these is elected and they are tied.
    """
    favour, against, neither = words_of(rule)
    verdicts = {
        name: holds(rule, members, {favour: number, against: valid - number, neither: others})
        for name, number in votes.items()
    }
    reached = sorted((name for name in votes if verdicts[name] == ADOPTED), key=lambda name: (-votes[name], name))
    elected = reached[:places]
    tied: list[str] = []
    if len(reached) > places:
        last = votes[reached[places - 1]]
        if votes[reached[places]] == last:
            tied = [name for name in reached if votes[name] == last]
            elected = [name for name in elected if votes[name] > last]
    quorum = not verdicts or any(verdict != NO_QUORUM for verdict in verdicts.values())
    return Result(dict(votes), tuple(elected), tuple(tied), places - len(elected), quorum)


def next_ballot(
    previous: Result, number: int, rounds: Rounds, standing: Iterable[str] | None = None
) -> NextBallot | None:
    """The ballot after the ``number``-th; ``None`` if every place is filled, nobody is left, or no other is held.

    ``standing`` are those who stand now, if others than in the ballot before. Candidates tied for the last places stand
    alone. Otherwise a restricted ballot takes those with most votes, so many for each place, and all who are level with
    the last of them.
    """
    places = previous.places_left
    left = sorted(
        (name for name in (previous.votes if standing is None else standing) if name not in previous.elected),
        key=lambda name: (-previous.votes.get(name, 0), name),
    )
    if not places or not left:
        return None
    tied = [name for name in left if name in previous.tied]
    restricted = len(tied) > places or rounds.is_restricted(number + 1)
    if len(tied) > places:
        left = tied
    elif restricted and len(left) > places * rounds.candidates_per_place:
        least = previous.votes.get(left[places * rounds.candidates_per_place - 1], 0)
        left = [name for name in left if previous.votes.get(name, 0) >= least]
    level = len(left) > places and len({previous.votes.get(name, 0) for name in left}) == 1
    by_lot = restricted and level and rounds.lot_after is not None and number >= rounds.lot_after
    last = rounds.most is not None and number >= rounds.most
    return None if last and not by_lot else NextBallot(tuple(sorted(left)), places, restricted, by_lot, last)


def offered(candidates: Sequence[str]) -> tuple[str, ...]:
    """Candidates in the order in which a ballot names them: that of their identifiers, favouring nobody."""
    return tuple(sorted(candidates))
