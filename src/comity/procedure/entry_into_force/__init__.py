"""When an instrument enters into force, for whom, and what is missing until then.

:func:`compute` takes a clause and the acts deposited under it as loaded data (RULES.md, *Entry into force*).
"""

from __future__ import annotations

from comity.procedure.entry_into_force.clause import Act, Clause, Delay
from comity.procedure.entry_into_force.course import EntryIntoForce, InForceFor, compute, course

__all__ = ["Act", "Clause", "Delay", "EntryIntoForce", "InForceFor", "compute", "course"]
