"""The compiled machine of a case: its procedure with the members frozen for it, kept by content.

Both are known by their SHA-256 and never change, so that a process may keep what it compiled.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from comity.cases import refusals
from comity.cases.models import Case, Procedure, Roll
from comity.parties.acts import ORGANISATION
from comity.parties.models import Body, Organisation, Party
from comity.parties.refusals import NoSuchBody
from comity.parties.rules import PartyKind, Standing
from comity.procedure.decision import Members
from comity.procedure.stages import Machine
from comity.procedure.stages import Procedure as Form
from comity.record.rows import Rows

KEPT = 256


def machine_of(rows: Rows, case: Case) -> Machine:
    """The machine that runs ``case``."""
    key = (case.running.digest, case.roll)
    machine = _machines.get(key)
    if machine is None:
        roll = rows.read(Roll, case.roll)
        assert roll is not None
        machine = machine_for(form_of(rows, case.procedure), roll)
    return machine


def machine_for(form: Form, roll: Roll) -> Machine:
    """The machine of a procedure over a roll. Raises a RuleError if a rule does not fit the members."""
    key = (form.digest, roll.id)
    machine = _machines.get(key)
    if machine is None:
        machine = _machines[key] = compiled(form, roll.members)
        if len(_machines) > KEPT:
            _machines.popitem(last=False)
    return machine


_machines: OrderedDict[tuple[str, str], Machine] = OrderedDict()
_forms: OrderedDict[str, Form] = OrderedDict()


def form_of(rows: Rows, procedure: str) -> Form:
    """The procedure with this identifier, ``<name>/<version>``."""
    found = rows.read(Procedure, procedure)
    if found is None:
        raise refusals.NoSuchProcedure(procedure=procedure)
    form = _forms.get(found.digest)
    if form is None:
        form = _forms[found.digest] = Form.parse(found.source, "source")
        if len(_forms) > KEPT:
            _forms.popitem(last=False)
    return form


def compiled(form: Form, roll: Mapping[str, Any]) -> Machine:
    """A procedure over a roll's content."""
    bodies = {body: Members.parse(members) for body, members in roll["bodies"].items()}
    return Machine(form, Members.parse(roll["members"]), bodies, numbers=roll["numbers"])


def frozen_roll(rows: Rows, form: Form, body: Body, day: date, numbers: Mapping[str, int]) -> tuple[Roll, str]:
    """Members and weights as they are on ``day``, for every body that the procedure names, and where they are from.

    Whoever is suspended on that day is not counted.
    """
    active = _active(rows, day)
    bodies = {}
    for name in sorted({stage.body for stage in form.stages if stage.body} - {body.id}):
        other = rows.read(Body, name)
        if other is None or other.dissolved_at is not None:
            raise NoSuchBody(body=name)
        bodies[name] = _seated(active, other)
    seated = _seated(active, body)
    content = {"members": seated, "bodies": {**bodies, body.id: seated}, "numbers": dict(numbers)}
    sources = sorted({party.weights_source for party in active if party.weights_source})
    digest = sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    return Roll(id=digest, members=content), "; ".join(sources)


def members_on(rows: Rows, body: Body, day: date) -> list[dict[str, Any]]:
    """The members that a question put to ``body`` on ``day`` is put to, in the form of rule files."""
    return _seated(_active(rows, day), body)


def _active(rows: Rows, day: date) -> list[Party]:
    # Admission and withdrawal lock the organisation: while it is read, the list of members stands still.
    rows.read(Organisation, ORGANISATION)
    parties = rows.find(Party, kind=PartyKind.MEMBER)
    return [party for party in parties if party.standing(day) is Standing.ACTIVE]


def _seated(parties: Iterable[Party], body: Body) -> list[dict[str, Any]]:
    return [
        {"id": party.id, "weights": dict(party.weights), "groups": sorted(party.groups)}
        for party in parties
        if body.seats_party(party)
    ]
