"""Stages: how a question passes from body to body, with deadlines, silence, confirmation and resubmission.

:class:`Procedure` is the data; :class:`Machine` is a procedure with the members of a case; a case is a
:class:`Running`, small and JSON. Every operation is a pure function ``(machine, running, …, at) -> Step(running,
events)`` and raises a :class:`StageRefusal` when it cannot be done. A stage runs from its opening up to, and not
including, its deadline.
"""

from __future__ import annotations

from comity.procedure.stages.closing import Step
from comity.procedure.stages.confirmation import confirm, decline
from comity.procedure.stages.course import abandon, begin, close, due, extend, submit_again
from comity.procedure.stages.events import Event
from comity.procedure.stages.form import Procedure, Stage
from comity.procedure.stages.machine import Machine
from comity.procedure.stages.path import PathStage, path
from comity.procedure.stages.positions import (
    Together,
    raise_objection,
    record_attendance,
    take,
    take_together,
    withdraw,
)
from comity.procedure.stages.refusals import StageRefusal
from comity.procedure.stages.running import Awaited, Running, Visit

__all__ = [
    "Awaited",
    "Event",
    "Machine",
    "PathStage",
    "Procedure",
    "Running",
    "Stage",
    "StageRefusal",
    "Step",
    "Together",
    "Visit",
    "abandon",
    "begin",
    "close",
    "confirm",
    "decline",
    "due",
    "extend",
    "path",
    "raise_objection",
    "record_attendance",
    "submit_again",
    "take",
    "take_together",
    "withdraw",
]
