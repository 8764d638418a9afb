"""For tests: an organisation in whose life every act of every room occurs, drawn at random but always the same.

Nothing here knows what the rooms are: acts are drawn by the strategies of each (`comity.record.strategies`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from random import Random

from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from comity.cases.acts import PublishProcedure, TakePosition
from comity.cases.models import Case
from comity.cases.strategies import procedures
from comity.instruments.acts import DraftInstrument, SubmitInstrument
from comity.instruments.strategies import CLAUSE
from comity.meetings.strategies.furnishing import sit
from comity.parties.testing import House
from comity.phrase import Refusal
from comity.record.acts import Act
from comity.record.strategies import first_possible, often, strategies
from comity.record.testing import Step

AT_HOME = {"AM": "anna", "BY": "boris", "KG": "clara"}
LONGEST = 250
"""So many acts make a life; what did not come about in one comes about in the next."""
ENDING = ("revoke", "withdraw", "dissolve", "retract", "cancel", "abandon", "suspend", "dismiss", "session.close")
"""How the names of acts end that end something: their time comes when much else has been done."""
YOUTH = 200
"""So many acts are done before any of those, in every second life."""
RARE = 4
"""What was not done so often yet is done a little sooner."""
PATIENCE = 20
"""So often is an act that was not done yet tried; then other acts must first change how things stand."""


def furnish(house: House) -> None:
    """An organisation in which anything can be done at once."""
    house.found()
    for party in AT_HOME:
        house.party(party)
    house.body("commission").body("council", "AM", "BY")
    house.officer(person="elena")
    for party, person in AT_HOME.items():
        house.empowered(person, party)
    house.grant_key("anna")
    for source in procedures(1):
        house.do(PublishProcedure(title={"en": source["procedure"]}, source=source))
    _submit(house, "adopted", "majority/1", {"AM": "approve", "BY": "approve"})
    _submit(house, "returned", "whole-way/1", {"AM": "object"})
    _submit(house, "under-way", "whole-way/1", {"KG": "approve ad referendum"})
    sit(house, AT_HOME)


def _submit(house: House, name: str, procedure: str, positions: dict[str, str]) -> None:
    """A text with a clause on entry into force, submitted to the commission, on which these members have spoken."""
    texts = {"en": house.ledger.deposit(f"The text {name}.".encode())}
    draft = DraftInstrument(
        instrument=name,
        reference=name,
        kind="agreement",
        title=texts,
        body="commission",
        authentic=("en",),
        texts=texts,
        clause=CLAUSE,
    )
    house.do(draft, house.capacities(draft.needs)[0])
    house.do(SubmitInstrument(instrument=name, case=name, procedure=procedure), house.capacities(draft.needs)[0])
    case = house.rows.read(Case, name)
    assert case is not None
    for party, position in positions.items():
        act = TakePosition(case=name, round=1, on=case.subject_version, position=position)
        house.do(act, house.capacities(act.needs, party=party)[0])


def attempt(house: House, step: Step) -> bool:
    """Whether the act was done; if not, it was refused."""
    try:
        house.take(step)
    except Refusal:
        return False
    return True


def from_there_on(act: type[Act]) -> list[type[Act]]:
    """All types of acts, beginning with this one: the first of which one can be done is done."""
    acts = list(strategies())
    start = acts.index(act)
    return acts[start:] + acts[:start]


def live(house: House, chance: int = 1, then: Callable[[int], None] = lambda number: None) -> None:
    """Live on until every type of act has been done at least once: see ``house.done``.

    What has not been done yet is done as soon as it can be; until then, anything. ``then`` is called after each attempt
    with its number. The same ``chance`` gives the same life.
    """
    random, tried = Random(chance), Counter[str]()  # noqa: S311
    for number in range(LONGEST):
        undone = [act for act in strategies() if not house.done[act.type]]
        if not undone:
            return
        fresh = [act for act in undone if tried[act.type] < PATIENCE]
        onward = random.sample(often(), random.randint(0, 1))
        rare = [act for act in strategies() if house.done[act.type] < RARE]
        onward += random.sample(rare, min(len(rare), random.randint(0, 2)))
        order = [*fresh, *onward, *from_there_on(random.choice(list(strategies())))]
        if chance % 2 and number < YOUTH:
            order = [act for act in order if not act.type.endswith(ENDING)]
        step = _drawn(first_possible(house, order), random.getrandbits(64))
        tried[step.act.type] += 1
        attempt(house, step)
        then(number)
        if number % 5 == 4:
            house.now += timedelta(hours=30)


def _drawn(strategy: SearchStrategy[Step], number: int) -> Step:
    """One value of a strategy outside any test; the same ``number`` always gives the same."""
    found: list[Step] = []

    @seed(number)
    @settings(
        max_examples=1, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=[*HealthCheck]
    )
    @given(simplest=st.integers(0, 2**64), step=strategy)
    def draw(simplest: int, step: Step) -> None:
        assume(simplest > 1000)  # the first example is the simplest one, in which everybody always does the same
        found.append(step)

    draw()
    return found[0]
