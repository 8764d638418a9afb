"""Adoption, deposits and entry into force, as rows show them; the clause is computed by `comity.procedure`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any

from comity.cases.machines import members_on
from comity.cases.models import Case, Roll
from comity.instruments import refusals
from comity.instruments.models import Deposit, Instrument
from comity.instruments.rules import Status
from comity.parties.models import Body
from comity.procedure import entry_into_force
from comity.procedure.errors import RuleError
from comity.record.acts import Occasion
from comity.record.rows import Rows

ADOPTED = "adopted"


def case_ended(rows: Rows, case: Case, occasion: Occasion) -> None:
    """The case on an instrument has ended: adopted, in force at once where no clause says otherwise, or not adopted."""
    instrument = rows.lock(Instrument, case.subject)
    if instrument is None or instrument.status != Status.IN_PROCEDURE:
        return
    if case.end != ADOPTED:
        instrument.status = Status.NOT_ADOPTED
        rows.put(instrument)
        return
    instrument.adopted_version, instrument.adopted_at = instrument.version, occasion.at
    if instrument.clause:
        instrument.status = Status.ADOPTED
        settle(rows, instrument, occasion)
    else:
        instrument.status, instrument.enters_on = Status.IN_FORCE, occasion.at.date()
    rows.put(instrument)


def require_sound(rows: Rows, clause: dict[str, Any], body: Body, occasion: Occasion) -> None:
    """Raise `ClauseUnsound`, with its place, unless the clause can be computed over the body's present members.

    Found here and not when the text is adopted, where it would stand in the way of the last confirmation.
    """
    for name in ("members", "deposits", "events"):
        if name in clause:
            raise refusals.ClauseUnsound(finding=f"{name}: these are added from the record, not written in the clause")
    try:
        entry_into_force.compute({**clause, "members": members_on(rows, body, occasion.at.date())})
    except RuleError as error:
        raise refusals.ClauseUnsound(finding=error.phrase) from error


def require_depositable(instrument: Instrument) -> None:
    """Raise unless instruments can be deposited for it."""
    if instrument.adopted_at is None:
        raise refusals.NotOpenToDeposit(reference=instrument.reference, status=instrument.status)
    if not instrument.clause:
        raise refusals.NoClause(reference=instrument.reference)


def require_due(instrument: Instrument, day: date) -> None:
    """Raise unless the day of entry into force has come and has not been recorded."""
    if instrument.status != Status.ADOPTED or instrument.enters_on is None or instrument.enters_on > day:
        raise refusals.NotDue(reference=instrument.reference, on=instrument.enters_on or "–")


def standing_deposits(rows: Rows, instrument: Instrument) -> dict[str, Deposit]:
    """The deposits that stand for an instrument, by party."""
    return standing(rows.find(Deposit, instrument=instrument.id))


def standing(deposits: Iterable[Deposit]) -> dict[str, Deposit]:
    """Of the deposits for one instrument those that stand, by party: what was withdrawn since is left out."""
    found: dict[str, Deposit] = {}
    for deposit in sorted(deposits, key=lambda one: (one.at, one.id)):
        if deposit.kind == "withdrawal":
            found.pop(deposit.party, None)
        else:
            found[deposit.party] = deposit
    return found


def settle(rows: Rows, instrument: Instrument, occasion: Occasion) -> None:
    """Compute anew when the instrument enters into force, for the first time and for each later party."""
    result = computed(rows, instrument)
    on = result["enters_into_force"]
    instrument.enters_on = date.fromisoformat(on) if on else None
    day = instrument.enters_on if instrument.status == Status.ADOPTED else None
    instrument.due = None if day is None else datetime.combine(day, time(), UTC)
    instrument.each_on = {one["participant"]: one["date"] for one in (*result["parties"], *result["later"])}
    rows.put(instrument)


def computed(rows: Rows, instrument: Instrument) -> dict[str, Any]:
    """What the clause gives for the deposits made so far (RULES.md, "Entry into force")."""
    deposits = rows.find(Deposit, instrument=instrument.id)
    return entry_into_force.compute(of_clause(instrument, rows.read(Roll, instrument.roll), deposits))


def of_clause(instrument: Instrument, roll: Roll | None, deposits: list[Deposit]) -> dict[str, Any]:
    """The clause with its members and deposits, in the form that `entry_into_force.compute` takes."""
    ordered = sorted(deposits, key=lambda one: (one.on, one.at, one.id))
    members = roll.members["members"] if roll is not None else []
    known = {member["id"] for member in members}
    return {
        **instrument.clause,
        "members": members,
        # Who joined after the list was frozen may be bound, but is not counted in it.
        "deposits": [
            {
                "participant": one.party,
                "date": one.on.isoformat(),
                "kind": one.kind,
                **({} if one.party in known else {"counted": False}),
            }
            for one in ordered
        ],
    }
