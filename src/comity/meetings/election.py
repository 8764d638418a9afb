"""Elections: who is elected by a ballot, and who stands in the next one. Pure.

The majority is a rule of `comity.procedure` put for each candidate apart: a ballot that names the candidate says
*yes*, a valid one that does not says *no*, a blank or invalid one *abstain*. So ``{count: yes, of: [yes, no],
more_than: 1/2}`` is the majority of the members present and voting, and ``{count: yes, at_least: 2/3}`` two thirds of
all members. Source for rounds and restricted balloting: Rules of procedure of the General Assembly (A/520), rules 93
and 94.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    """How balloting goes on: restricted from this round on, to so many candidates a place; by lot after so many."""

    restricted_from: int = 2
    candidates_per_place: int = 2
    lot_after: int | None = None


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
    """Who stands in the next ballot, for how many places; ``by_lot``: a tie that a lot may settle instead."""

    candidates: tuple[str, ...]
    places: int
    restricted: bool
    by_lot: bool


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


def next_ballot(previous: Result, number: int, rounds: Rounds) -> NextBallot | None:
    """The ballot after the ``number``-th; ``None`` if every place is filled or nobody is left to stand.

    Candidates tied for the last places stand alone. Otherwise a restricted ballot takes those with most votes, so many
    for each place, and all who are level with the last of them.
    """
    places = previous.places_left
    standing = sorted(
        (name for name in previous.votes if name not in previous.elected),
        key=lambda name: (-previous.votes[name], name),
    )
    if not places or not standing:
        return None
    if previous.tied:
        return NextBallot(tuple(sorted(previous.tied)), places, True, _by_lot(number, rounds))
    if number + 1 < rounds.restricted_from:
        return NextBallot(tuple(sorted(standing)), places, False, False)
    most = places * rounds.candidates_per_place
    if len(standing) > most:
        least = previous.votes[standing[most - 1]]
        standing = [name for name in standing if previous.votes[name] >= least]
    level = len(standing) > places and len({previous.votes[name] for name in standing}) == 1
    return NextBallot(tuple(sorted(standing)), places, True, level and _by_lot(number, rounds))


def _by_lot(number: int, rounds: Rounds) -> bool:
    return rounds.lot_after is not None and number >= rounds.lot_after


def offered(candidates: Sequence[str]) -> tuple[str, ...]:
    """Candidates in the order in which a ballot names them: that of their identifiers, favouring nobody."""
    return tuple(sorted(candidates))
