"""What people are told of by mail: every room says whom its acts concern (`<room>/notices.py`), the API sends.

A room's ``notices_of(placed)`` gives, for an act that took its place on the record, who is told what. The words stand
in `templates/<room>/mail/<name>.txt` and `<name>_subject.txt` for a notice of the kind ``<room>.<name>``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Notice:
    """These persons are to be told, each once for ``kind`` and ``key``; ``href`` is where the matter stands.

    ``about`` is what the words need, as JSON. Said in the reader's language are ``title``, ISO moments under
    ``deadline``, ``until``, ``at`` and ``due``, ``position``, ``outcome``, ``end``, ``level`` and who ``party`` is.
    """

    persons: frozenset[str]
    kind: str
    key: str
    about: Mapping[str, Any]
    href: str
