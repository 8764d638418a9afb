"""The clock: what the calendar alone brings about becomes an act of the system, through the same corridor.

Any number of workers may strike at once: whoever comes second finds the stage closed already, and is refused.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

from django.utils import timezone

from comity.cases.acts import CloseStage
from comity.cases.models import Case
from comity.instruments.acts import TakeEffect
from comity.instruments.models import Instrument
from comity.instruments.rules import Status
from comity.phrase import Refusal
from comity.record.acts import Act, Capacity
from comity.record.commit import commit

logger = logging.getLogger(__name__)
AT_ONCE = 200


def strike() -> int:
    """Close every stage that is due and let every instrument take effect whose day has come; how many acts."""
    done = 0
    for act in due():
        try:
            commit(act, Capacity.of_system())
        except Refusal as refusal:
            # Somebody else was quicker, or a deadline was moved a moment ago.
            logger.debug("the clock was refused %s: %s", act.type, refusal)
        except Exception:
            # One odd case must not keep the clock from all others.
            logger.exception("the clock failed on %s %s", act.type, act.payload())
        else:
            done += 1
    return done


def due() -> Iterator[Act]:
    """The acts that are due now."""
    now = timezone.now()
    for case, round in Case.objects.filter(end="", due__lte=now).order_by("due").values_list("id", "round")[:AT_ONCE]:
        yield CloseStage(case=case, round=round)
    entering = Instrument.objects.filter(status=Status.ADOPTED, enters_on__lte=now.date()).order_by("enters_on")
    for instrument in entering.values_list("id", flat=True)[:AT_ONCE]:
        yield TakeEffect(instrument=instrument)
