from __future__ import annotations

import json

import numpy as np
import pytest

from comity.harmonisation import fitting
from comity.harmonisation.aligning.align import evidence_of
from comity.harmonisation.aligning.candidates import pairs_of
from comity.harmonisation.aligning.evidence import KINDS, Evidence
from comity.harmonisation.aligning.model import from_json, shipped, to_json
from comity.harmonisation.gold import Gold
from comity.harmonisation.testing import LICENSING, encode_by_words, text_of


@pytest.fixture
def judged():
    """Two hundred sources with four candidates each; the likeness tells the right one, most of the time."""
    source = np.random.default_rng(7)
    lefts, rights = np.divmod(np.arange(800), 4)
    pairs = pairs_of(lefts, lefts * 4 + rights, 200, 800)
    none = source.random(200) < 0.25
    right = (rights == 0) & ~none[lefts]
    values = source.random((800, len(KINDS)))
    values[:, KINDS.index("likeness")] = np.where(right, 0.7, 0.3) + source.normal(0, 0.15, 800)
    values[:, KINDS.index("numbers")] = np.where(right, 0.2, 0.6) + source.normal(0, 0.1, 800)
    evidence = Evidence(pairs, values, np.full(800, -1))
    return fitting.Judged(evidence, right, np.ones(200, bool), none, np.arange(200) // 4)


def test_evidence_that_tells_gets_weight_and_none_ever_speaks_against_a_correspondence(judged):
    choice = fitting.fit_choice([judged])
    assert choice.weights.min() >= 0
    assert choice.weights.argmax() == KINDS.index("likeness")
    assert choice.weights[KINDS.index("numbers")] == 0  # it would have to count against


def test_probabilities_of_what_was_left_out_are_calibrated(judged):
    found, none = fitting.cross_validated(judged)
    for low in (0.0, 0.5):
        here = (found >= low) & (found < low + 0.5)
        assert abs(found[here].mean() - judged.right[here].mean()) < 0.05
    assert abs(none.mean() - judged.none.mean()) < 0.06
    assert none[judged.none].mean() > none[~judged.none].mean() + 0.3


def test_sources_without_a_judgement_teach_nothing(judged):
    half = np.arange(200) < 100
    wrong = fitting.Judged(
        judged.evidence, judged.right ^ ~half[judged.evidence.pairs.lefts], half, judged.none, judged.groups
    )
    assert np.allclose(fitting.fit_choice([wrong]).weights, fitting.fit_choice([judged.only(half)]).weights)


def test_a_model_is_written_and_read_back(judged):
    model = fitting.fit([judged], "drawn")
    again = from_json(json.loads(json.dumps(to_json(model))))
    assert again.provenance == "drawn"
    for one, other in zip(model.probabilities(judged.evidence), again.probabilities(judged.evidence), strict=True):
        assert np.allclose(one, other, atol=1e-4)


def test_the_models_that_are_shipped_say_what_they_were_fitted_on():
    assert set(shipped()) == {"words", "meaning"}
    for model in shipped().values():
        assert "SHA-256" in model.provenance
        assert model.choice.weights.min() >= 0


def test_a_judgement_of_real_texts_is_made_into_what_can_be_learned_from():
    source, target = text_of(LICENSING), text_of(LICENSING[1:], name="b")
    evidence, _ = evidence_of(source, target, None)
    one = fitting.judged(source, target, evidence, {"a:1": [], "a:2": ["b:1"]})
    assert one.known.tolist() == [True, True, *[False] * 6]
    assert one.none.tolist() == [True, *[False] * 7]
    assert int(one.right.sum()) == 1


def test_a_thinned_gold_lacks_targets_and_says_so():
    source, target = text_of(LICENSING), text_of(LICENSING, name="b")
    targets = {f"a:{at}": (f"b:{at}",) for at in range(1, 8)} | {"a:8": ("b:7", "b:8")}
    thinned = Gold(source, target, targets, "drawn").thinned(0.5, seed=3)
    left = {one.id for one in thinned.target.provisions}
    assert 2 <= len(left) <= 7
    assert thinned.source == source
    for name, kept in thinned.targets.items():
        assert set(kept) == set(targets[name]) & left
    assert any(not kept for kept in thinned.targets.values())
    model = fitting.fit([thinned.judged(encode_by_words)["words"]])
    assert model.choice.weights.min() >= 0
