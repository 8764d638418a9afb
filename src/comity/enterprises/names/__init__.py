"""Whether two names, perhaps in different scripts, are of the same enterprise: a score, a verdict and the reason.

Pure: no Django, no database, no network. `match` compares two names, `read` reads one once for many comparisons,
`read_pairs` reads the file of `comity enterprises match`. docs/decisions/0013 says how names are compared and why.
"""

from __future__ import annotations

from comity.enterprises.names.pairs import read_pairs
from comity.enterprises.names.reading import Name, Word, read
from comity.enterprises.names.scoring import Match, match, match_all

__all__ = ["Match", "Name", "Word", "match", "match_all", "read", "read_pairs"]
