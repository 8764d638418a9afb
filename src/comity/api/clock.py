"""The clock strikes: what is due (`comity.record.clock`) becomes acts of the system, through the same corridor.

Any number of workers may strike at once: whoever comes second finds the stage closed already, and is refused.
"""

from __future__ import annotations

import logging

from django.utils import timezone

from comity.phrase import Refusal
from comity.record.acts import Capacity
from comity.record.clock import due
from comity.record.commit import commit

logger = logging.getLogger(__name__)


def strike() -> int:
    """Commit everything that is due; how many acts that were."""
    done = 0
    for _, act in due(timezone.now()):
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
