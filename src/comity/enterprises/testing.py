"""Builders for tests: members with a licensing authority each, enterprises and licences, in one line."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Self

from comity.enterprises import acts
from comity.enterprises.models import Licence
from comity.parties.testing import House
from comity.record.acts import Act, Capacity
from comity.record.commit import Draft
from comity.record.testing import Ledger

TRADE, TRANSPORT = "trade", "transport"


class Licensing(House):
    """An organisation whose members license: ``Licensing.of_members("AM", "BY")``; AM's authority is ``lic-AM``."""

    @classmethod
    def of_members(cls, *members: str, ledger: Ledger | None = None) -> Self:
        """Members, each with an authority for both classes and an officer ``o-<member>``."""
        house = cls.of(*members, ledger=ledger)
        house.define(TRADE, "30000000-9", "48000000")
        house.define(TRANSPORT, "34000000", months=36)
        house.officers = {}
        for member in members:
            house.officers[member] = house.empowered(f"o-{member}", member)
            house.act(
                member,
                acts.DesignateAuthority(
                    authority=f"lic-{member}",
                    party=member,
                    name={"en": f"Licensing Office of {member}"},
                    classes=(TRADE, TRANSPORT),
                ),
            )
        return house

    officers: dict[str, Capacity]

    def define(self, name: str, *covers: str, months: int | None = None) -> None:
        """Define a class of licences."""
        self.do(acts.DefineLicenceClass(licence_class=name, title={"en": name.title()}, covers=covers, months=months))

    def act(self, member: str, act: Act) -> Draft:
        """Have the member's officer do something."""
        return self.do(act, self.officers[member])

    def enterprise(self, member: str, name: str, number: str = "001") -> str:
        """Register an enterprise; its identifier."""
        self.act(
            member,
            acts.RegisterEnterprise(
                authority=f"lic-{member}", enterprise=name, number=number, names={"en": name.title()}
            ),
        )
        return name

    def licensed(self, member: str, enterprise: str, licence: str = "L-1", **other: Any) -> Draft:
        """Issue a licence, by default for trade in computers, from today for two years."""
        given = {
            "licence_class": TRADE,
            "scope": ("30200000-1",),
            "since": self.today,
            "until": self.today + timedelta(days=730),
            **other,
        }
        return self.act(
            member,
            acts.IssueLicence(authority=f"lic-{member}", licence=licence, enterprise=enterprise, **given),
        )

    def licence(self, licence: str = "L-1") -> Licence:
        found = self.rows.read(Licence, licence)
        assert found is not None
        return found

    def later(self, days: int) -> date:
        """Let time pass; the day it then is."""
        self.now += timedelta(days=days)
        return self.today
