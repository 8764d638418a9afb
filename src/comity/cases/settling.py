"""Rooms that put questions are told how they end: one handler for each kind of subject."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured

from comity.cases.models import Case
from comity.record.acts import Occasion
from comity.record.rows import Rows

Handler = Callable[[Rows, Case, Occasion], None]
_handlers: dict[str, Handler] = {}


def on_end(subject_kind: str, handler: Handler) -> None:
    """Call ``handler`` when a case about this kind of subject has ended (``case.end`` says how).

    It runs within the act that ended the case and is a part of it: a function of rows and occasion alone. Raises
    `ImproperlyConfigured` if somebody is told of that kind already: whoever owns the subject hears, and nobody else.
    """
    if subject_kind in _handlers:
        raise ImproperlyConfigured(f"the end of cases about {subject_kind} is told to another room already")
    _handlers[subject_kind] = handler


def ended(rows: Rows, case: Case, occasion: Occasion) -> None:
    """Tell the room to which the subject belongs."""
    handler = _handlers.get(case.subject_kind)
    if handler is not None:
        handler(rows, case, occasion)
