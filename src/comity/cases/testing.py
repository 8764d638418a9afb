"""Builders for tests and benchmarks: a body with empowered delegates and a question before it, in one line."""

from __future__ import annotations

from typing import Any, Self

from comity.cases import acts
from comity.cases.models import Case
from comity.parties.testing import House
from comity.record.acts import Capacity
from comity.record.commit import Draft
from comity.record.testing import Ledger, SoftwareKey

SIX = ("AM", "BY", "KG", "KZ", "RU", "TJ")
MAJORITY = {"adopted_if": {"count": "approve", "more_than": "1/2"}}
EVERYBODY = {"adopted_if": {"count": "approve", "at_least": "all"}}


def one_stage(rule: dict[str, Any] = MAJORITY, name: str = "simple", version: int = 1, **stage: Any) -> dict[str, Any]:
    """A procedure of a single stage in the commission."""
    return {
        "procedure": name,
        "version": version,
        "stages": [
            {
                "id": "vote",
                "body": "commission",
                "positions": ["approve", "object", "abstain"],
                "rule": rule,
                "deadline": "P30D",
                "then": {"adopted": "adopted", "rejected": "rejected", "lapsed": "rejected"},
                **stage,
            }
        ],
        "ends": ["adopted", "rejected", "abandoned"],
    }


class Chamber(House):
    """A commission in session: every member has a delegate; procedures are published and questions put in a word."""

    delegates: dict[str, Capacity]
    desk: Capacity

    @classmethod
    def of_members(cls, *members: str, ledger: Ledger | None = None) -> Self:
        """The commission of these members (by default the six of the story), each with an empowered delegate."""
        house = cls.of(*(members or SIX), ledger=ledger)
        house.body("commission")
        house.desk = house.officer()
        house.delegates = {member: house.empowered(f"d-{member}", member) for member in members or SIX}
        return house

    def published(self, source: dict[str, Any]) -> str:
        """Publish a procedure; its identifier."""
        self.do(acts.PublishProcedure(title={"en": source["procedure"]}, source=source))
        return f"{source['procedure']}/{source['version']}"

    def asked(self, procedure: str | dict[str, Any], case: str = "q1", body: str = "commission") -> Case:
        """Put a question under a procedure (published first, if it is data)."""
        name = procedure if isinstance(procedure, str) else self.published(procedure)
        text = self.ledger.deposit(f"The question {case}.".encode())
        question = acts.PutQuestion(case=case, body=body, procedure=name, title={"en": f"Question {case}"}, text=text)
        self.do(question, self.desk)
        return self.case(case)

    def case(self, case: str = "q1") -> Case:
        """The case as it stands."""
        found = self.rows.read(Case, case)
        assert found is not None
        return found

    def says(
        self, member: str, position: str, case: str = "q1", *, key: SoftwareKey | None = None, **more: Any
    ) -> Draft:
        """A member takes a position in the case's present stage."""
        now = self.case(case)
        act = acts.TakePosition(case=case, round=now.round, on=now.subject_version, position=position, **more)
        return self.do(act, self.delegates[member], key=key)

    def all_say(self, position: str, *members: str, case: str = "q1") -> None:
        """Several members take the same position, one after another."""
        for member in members or tuple(self.delegates):
            self.says(member, position, case)
