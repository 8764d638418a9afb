"""What follows from the adoption of a matter is told to one room, or the site does not start."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from comity.meetings.acts import agenda, credentials, matters
from comity.meetings.models import Session
from comity.record.acts import Occasion
from comity.record.rows import Rows


def _nothing(rows: Rows, session: Session, number: int, occasion: Occasion) -> None:
    raise AssertionError("nobody may call what was never registered")


@pytest.mark.parametrize("kind", [agenda.AGENDA, credentials.REPORT])
def test_a_second_registration_for_a_kind_of_matter_is_an_error_at_start(kind: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=kind):
        matters.on_adopted(kind, _nothing)


def test_the_first_registration_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matters, "_handlers", {})
    matters.on_adopted("programme", _nothing)
    with pytest.raises(ImproperlyConfigured):
        matters.on_adopted("programme", agenda.adopted)
    assert matters._handlers == {"programme": _nothing}
