from __future__ import annotations

import numpy as np
import pytest

from comity.harmonisation import encoding
from comity.harmonisation.encoding import Encoder, digest


@pytest.fixture
def counted(tmp_path):
    """An encoder whose model is replaced by a cheap one, and the texts that this was given."""
    given = []

    class Counted(Encoder):
        def _encoded(self, texts):
            given.extend(texts)
            return np.array([np.full(384, len(text), np.float32) for text in texts])

    return lambda: Counted(tmp_path / "kept"), given


def test_a_text_is_encoded_once_whatever_asks(counted):
    make, given = counted
    first = make()(["one", "three", "one"])
    second = make()(["three", "seven", "one"])
    assert given == ["one", "three", "seven"]
    assert first[:, 0].tolist() == [3, 5, 3]
    assert second[:, 0].tolist() == [5, 5, 3]


def test_a_file_that_was_cut_off_is_made_again(counted, tmp_path):
    make, given = counted
    make()(["one"])
    name = digest("one")
    path = tmp_path / "kept" / name[:2] / name[2:]
    path.write_bytes(path.read_bytes()[:100])
    assert make()(["one"])[0, 0] == 3
    assert given == ["one", "one"]


def test_a_directory_that_cannot_be_written_to_loses_no_result(counted, tmp_path):
    make, _ = counted
    (tmp_path / "kept").write_text("a file where the directory should be")
    assert make()(["one"])[0, 0] == 3


def test_an_endless_text_and_one_with_a_zero_byte_are_encoded(counted):
    make, given = counted
    make()(["x\0y", "z" * (encoding.LONGEST + 5)])
    assert given == ["x y", "z" * encoding.LONGEST]


def test_no_texts_give_no_rows(counted):
    make, _ = counted
    assert make()([]).shape == (0, 384)
