"""Projections of cases: procedures published, cases running, the stages they went through, the positions taken."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from comity.procedure.stages import Running
from comity.record.rows import Projection


class Procedure(Projection):
    """One version of a procedure, never changed: ``id`` is ``<name>/<version>``."""

    id = models.CharField(max_length=80, primary_key=True)
    name = models.CharField(max_length=64, db_index=True)
    version = models.PositiveIntegerField()
    title = models.JSONField()
    source = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        db_table = "cases_procedure"


class Roll(Projection):
    """Members with their weights and groups, frozen when a case opened; once for each content (``id`` its SHA-256)."""

    id = models.CharField(max_length=64, primary_key=True)
    members = models.JSONField()

    class Meta:
        db_table = "cases_roll"


class _Written(DeferredAttribute):
    """``state``, written out of ``running`` when somebody asks for it: a replay makes many that nobody ever sees."""

    def __get__(self, case: Any, owner: Any = None) -> Any:
        if case is None or "_running" not in case.__dict__:
            return super().__get__(case, owner)
        state = case.__dict__["state"] = case.__dict__["_state_of_running"] = case.__dict__["_running"].as_json()
        return state


class StateField(models.JSONField):
    """The state of a case's machine."""

    descriptor_class = _Written

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs


class Case(Projection):
    """A question on its way through a procedure.

    ``state`` is the machine's own (`comity.procedure.stages`), small whatever the number of members; ``due`` is when
    the clock must act next. ``subject_kind`` and ``subject`` say what the question is about, ``subject_version`` the
    digest of exactly what members are asked to approve. ``vote`` names the vote of a session, ``<session>/<vote>``, in
    which the members answer now: until it is closed, nobody answers elsewhere.
    """

    id = models.CharField(max_length=64, primary_key=True)
    procedure = models.CharField(max_length=80)
    body = models.CharField(max_length=64, db_index=True)
    subject_kind = models.CharField(max_length=32)
    subject = models.CharField(max_length=64, db_index=True)
    subject_version = models.CharField(max_length=64)
    title = models.JSONField()
    roll = models.CharField(max_length=64)
    roll_date = models.DateField()
    roll_source = models.TextField()
    opened_by = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    state = StateField()
    stage = models.CharField(max_length=64)
    round = models.PositiveIntegerField()
    deadline = models.DateTimeField(null=True)
    due = models.DateTimeField(null=True, db_index=True)
    vote = models.CharField(max_length=130, default="")
    end = models.CharField(max_length=32)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_case"

    @property
    def is_open(self) -> bool:
        return not self.end

    @property
    def running(self) -> Running:
        """The state as the machine takes it; read once for each value that ``state`` is given."""
        fields = self.__dict__
        state = fields.get("state")
        if state is not fields.get("_state_of_running"):
            fields["_running"], fields["_state_of_running"] = Running.from_json(self.state), state
        running: Running = fields["_running"]
        return running

    @running.setter
    def running(self, running: Running) -> None:
        fields = self.__dict__
        fields["_running"] = running
        fields.pop("state", None)
        fields.pop("_state_of_running", None)


class Visit(Projection):
    """A stage that a case entered, the ``round``-th; closed with its outcome and the reasons for it."""

    pk = models.CompositePrimaryKey("case", "round")
    case = models.CharField(max_length=64)
    round = models.PositiveIntegerField()
    stage = models.CharField(max_length=64)
    subject_version = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    deadline = models.DateTimeField(null=True)
    extensions = models.JSONField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=32)
    because = models.JSONField()
    notes = models.JSONField()

    class Meta:
        db_table = "cases_visit"


class Position(Projection):
    """A member's position in a round, as it now stands; ``earlier`` lists those it replaced."""

    pk = models.CompositePrimaryKey("case", "round", "member")
    case = models.CharField(max_length=64)
    round = models.PositiveIntegerField()
    member = models.CharField(max_length=64)
    position = models.CharField(max_length=64)
    qualifiers = models.JSONField()
    reservation = models.JSONField()
    declaration = models.JSONField()
    explanation = models.JSONField()
    level = models.CharField(max_length=16)
    person = models.CharField(max_length=64)
    act = models.CharField(max_length=36)
    at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_as = models.CharField(max_length=64)
    earlier = models.JSONField()

    class Meta:
        db_table = "cases_position"


class Track(Projection):
    """A step of a member's own procedure (a ministry, a parliament) in a stage that each member goes through itself."""

    id = models.CharField(max_length=36, primary_key=True)
    case = models.CharField(max_length=64, db_index=True)
    round = models.PositiveIntegerField()
    member = models.CharField(max_length=64)
    step = models.JSONField()
    status = models.CharField(max_length=16)
    remark = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        db_table = "cases_track"
