"""Judged correspondences in a file: two texts and, for sources, the targets that carry them (none: no counterpart).

{"source": TEXT, "target": TEXT, "gold": [{"source": ID, "targets": [ID, …]}], "provenance", "licence"}
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from comity.harmonisation.aligning.align import Encode, evidence_of
from comity.harmonisation.aligning.evidence import gather
from comity.harmonisation.aligning.languages import is_one_language
from comity.harmonisation.aligning.likeness import ByMeaning
from comity.harmonisation.aligning.texts import LegalText
from comity.harmonisation.documents import legal_text
from comity.harmonisation.fitting import Judged, judged

LACKING = (1 / 3, 1 / 2)


@dataclass(frozen=True)
class Gold:
    """Two texts and their judged correspondences; ``named`` says which file this is, by its digest."""

    source: LegalText
    target: LegalText
    targets: Mapping[str, tuple[str, ...]]
    named: str

    def judged(self, encode: Encode) -> dict[str, Judged]:
        """What there is to learn from: "meaning", and "words" too where both texts are in one language."""
        found = {"meaning": self._by_meaning(encode)}
        if is_one_language(self.source.language, self.target.language):
            evidence, _ = evidence_of(self.source, self.target, None)
            found["words"] = judged(self.source, self.target, evidence, self.targets)
        return found

    def lacking(self, encode: Encode) -> list[Judged]:
        """Evidence by meaning as if the second text lacked a part (`LACKING`)."""
        return [self.thinned(share, seed).judged(encode)["meaning"] for seed, share in enumerate(LACKING, start=1)]

    def thinned(self, share: float, seed: int) -> Gold:
        """The same texts as if the second lacked what carries a share of the first: what no counterpart looks like.

        Where a target carries several sources, all of them lose it.
        """
        drawn = np.random.default_rng(seed)
        gone = {target for targets in self.targets.values() if drawn.random() < share for target in targets}
        kept = tuple(one for one in self.target.provisions if one.id not in gone)
        targets = {
            source: tuple(target for target in targets if target not in gone)
            for source, targets in self.targets.items()
        }
        return replace(self, target=replace(self.target, provisions=kept), targets=targets)

    def vectors(self, encode: Encode) -> tuple[np.ndarray, np.ndarray]:
        """Embeddings of both texts."""
        texts = [provision.text for side in (self.source, self.target) for provision in side.provisions]
        vectors = encode(texts)
        return vectors[: len(self.source)], vectors[len(self.source) :]

    def _by_meaning(self, encode: Encode) -> Judged:
        numbers = tuple(np.array(side.articles, dtype=np.int64) for side in (self.source, self.target))
        likeness = ByMeaning(self.vectors(encode), (numbers[0], numbers[1]))
        evidence = gather(self.source, self.target, likeness, one_language=False)
        return judged(self.source, self.target, evidence, self.targets)


def read_gold(path: Path) -> Gold:
    """The gold in a file. Raises a `NotAligned` for texts that are none."""
    body = path.read_bytes()
    loaded = json.loads(body)
    sides = [legal_text(json.dumps(loaded[side]).encode(), name=f"{path.name}:{side}") for side in ("source", "target")]
    targets = {one["source"]: tuple(one["targets"]) for one in loaded["gold"]}
    name = f"{path.name} (SHA-256 {hashlib.sha256(body).hexdigest()[:16]}…)"
    return Gold(sides[0], sides[1], targets, name)
