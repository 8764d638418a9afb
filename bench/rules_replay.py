"""Real positions through the decision engine, an outcome after every one.

The 521,960 positions of 3,722 General Assembly roll calls (../shared/data/votes), in the order of the file, under
majority and two-thirds of those present and voting: each is taken, and the outcome evaluated, open ones with whether
they are settled already. The peer counts the same two rules by hand in a dozen lines that know nothing else, in the
same run. Seconds of one core; the best of three rounds, as the machine has other work.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from comity.procedure.decision import Members, Question, Rule
from comity.procedure.testing import RollCall, roll_calls

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "votes"
LIMIT = 300_000
ROUNDS = 3

MAJORITY = {"adopted_if": {"count": "yes", "of": ["yes", "no"], "more_than": "1/2"}}
TWO_THIRDS = {"adopted_if": {"count": "yes", "of": ["yes", "no"], "at_least": "2/3"}}
QUALIFIED = {
    "adopted_if": {
        "any": [
            {
                "all": [
                    {"count": "yes", "at_least": "55%"},
                    {"weight": "population_hundreds", "in": "yes", "at_least": "65%"},
                ]
            },
            {"count": {"not": ["yes"]}, "fewer_than": 4},
        ]
    }
}


def run() -> list[dict[str, Any]]:
    """Positions a second: the real roll calls, a weighted council, and with the state saved after each position."""
    if not SHARED.exists():
        return [{"name": "replay of real roll calls: ../shared is not here", "figure": "skipped", "unit": ""}]
    calls, bodies = roll_calls(SHARED)
    total = sum(len(call.positions) for call in calls)
    rows = []
    for name, rule, by_hand in (("majority", MAJORITY, _majority), ("two-thirds", TWO_THIRDS, _two_thirds)):
        questions = {session: Question(Rule.parse(rule), members) for session, members in bodies.items()}
        sizes = {session: len(members) for session, members in bodies.items()}
        ours = total / _best(partial(_replay, questions, calls))
        hand = total / _best(partial(_by_hand, by_hand, sizes, calls))
        rows.append(_row(f"real positions under {name}, an outcome after each", ours, limit=LIMIT))
        rows.append(_row(f"the same counted by hand for {name} alone", ours / hand, unit="of its rate", peer=hand))
    rows.append(_council())
    rows.append(_saved(bodies))
    return rows


def _row(
    name: str, figure: float, *, unit: str = "positions/s", limit: int | None = None, peer: float | None = None
) -> dict[str, Any]:
    shown = round(figure) if unit == "positions/s" else round(figure, 2)
    ratio = round(figure / limit, 2) if limit else None
    return {
        "name": name, "figure": shown, "unit": unit, "limit": limit, "peer": peer and f"{peer:,.0f}/s", "ratio": ratio,
    }  # fmt: skip


def _best(work: Callable[[], object]) -> float:
    """Seconds of this core for the work, at best."""
    found = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def _replay(questions: dict[str, Question], calls: Sequence[RollCall]) -> int:
    settled = 0
    for call in calls:
        tally = questions[call.session].start()
        take, outcome = tally.take, tally.outcome
        for country, position in call.positions:
            take(country, position)
            if outcome() != "open":
                settled += 1
        tally.outcome(final=True)
    return settled


def _by_hand(decide: Callable[[int, int, int], str], sizes: dict[str, int], calls: Sequence[RollCall]) -> int:
    settled = 0
    for call in calls:
        yes = no = 0
        held: dict[str, str] = {}
        members = sizes[call.session]
        for country, position in call.positions:
            held[country] = position
            if position == "yes":
                yes += 1
            elif position == "no":
                no += 1
            if decide(yes, no, members - len(held)) != "open":
                settled += 1
    return settled


def _majority(yes: int, no: int, left: int) -> str:
    return "adopted" if yes > no + left else "rejected" if yes + left <= no else "open"


def _two_thirds(yes: int, no: int, left: int) -> str:
    if yes and 3 * yes >= 2 * (yes + no + left):
        return "adopted"
    return "rejected" if 3 * (yes + left) < 2 * (yes + no + left) or not yes + left else "open"


def _council() -> dict[str, Any]:
    """The Council of 28 by members and population, with the clause of four members."""
    data = json.loads((SHARED / "eu_council_2014.json").read_text(encoding="utf-8"))
    question = Question(Rule.parse(QUALIFIED), Members.parse(data["members"]))
    ids = question.members.ids
    words = ("yes", "yes", "yes", "no", "yes", "abstain", "yes")

    def work() -> None:
        for start in range(1000):
            tally = question.start()
            for number, member in enumerate(ids):
                tally.take(member, words[(start + number) % len(words)])
                tally.outcome()

    return _row("positions of a Council of 28 by members and population", 28_000 / _best(work), limit=LIMIT)


def _saved(bodies: dict[str, Members]) -> dict[str, Any]:
    """As a case keeps it: the state read, a position taken, the outcome, the state written, each time."""
    largest = max(bodies.values(), key=len)
    question = Question(Rule.parse(TWO_THIRDS), largest)

    def work() -> None:
        for _ in range(50):
            state = question.start().state()
            for member in largest.ids:
                tally = question.resume(state)
                tally.take(member, "yes")
                tally.outcome()
                state = tally.state()

    rate = 50 * len(largest) / _best(work)
    return _row(f"positions in a body of {len(largest)}, its state read and written each time", rate)


if __name__ == "__main__":
    from bench.__main__ import line

    for row in run():
        sys.stdout.write(line(row) + "\n")
