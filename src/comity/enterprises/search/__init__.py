"""Finding an enterprise by a name that is written otherwise: rarest trigrams in a table, then a close comparison.

Pure: `trigrams` of a name, the `rare` ones among those of a question, `rerank` of what the table gave; the statements
stand in `statements`, and whoever runs them owns the tables. `search` puts the four steps together.
"""

from __future__ import annotations

from comity.enterprises.search.asking import search
from comity.enterprises.search.reranking import Candidate, Found, kept, rerank
from comity.enterprises.search.statements import Tables
from comity.enterprises.search.trigrams import rare, trigrams

__all__ = ["Candidate", "Found", "Tables", "kept", "rare", "rerank", "search", "trigrams"]
