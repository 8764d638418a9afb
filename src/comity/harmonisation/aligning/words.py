"""What a provision is made of: words, character n-grams, numbers, references, defined terms; in any script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from comity.harmonisation.aligning.sparse import Ints, Rows, counted, stacked

STEM = 7
GRAMS = (4, 5)
GRAM_COLUMNS = 1 << 20
BATCH = 500_000
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*|\d+(?:[.,]\d+)*%?")
_NUMBER = re.compile(r"\d+(?:[.,\u00a0 ]\d{3})*(?:[.,]\d+)?")
_NUMBER_WORDS = {
    word: number
    for number, words in {
        "2": "two два две двух", "3": "three три трех трёх", "4": "four четыре четырех четырёх", "5": "five пять пяти",
        "6": "six шесть шести", "7": "seven семь семи", "8": "eight восемь восьми", "9": "nine девять девяти",
        "10": "ten десять десяти", "12": "twelve двенадцать двенадцати", "14": "fourteen четырнадцать четырнадцати",
        "15": "fifteen пятнадцать пятнадцати", "20": "twenty двадцать двадцати", "30": "thirty тридцать тридцати",
        "60": "sixty шестьдесят шестидесяти", "90": "ninety девяносто", "100": "hundred сто ста",
    }.items()
    for word in words.split()
}  # fmt: skip
_REFERENCE = re.compile(
    r"(?:articles?|paragraphs?|points?|annex(?:es)?|chapters?|sections?|parts?|§+"
    r"|стать\w{1,3}|пункт\w{0,3}|част\w{1,3}|подпункт\w{0,3}|приложени\w{1,2}|глав\w{1,2}|раздел\w{0,3}|абзац\w{0,3})"
    r"\s*(\d+[а-яa-z]?(?:\(\w+\))*|[IVXLC]+\b|\([a-zа-я]\))",
    re.IGNORECASE,
)
_DEFINED = re.compile(r"[“«„‘\"]([^”»“’\"]{2,60})[”»“’\"]")


def folded(text: str) -> str:
    """Words as they are compared: composed letters, small ones, one kind of apostrophe."""
    return unicodedata.normalize("NFKC", text).casefold().replace("ё", "е").replace("’", "'")


def words_of(text: str) -> list[str]:
    """The words of a provision, cut to their stems."""
    return [stem(word) for word in plain_words_of(text)]


def plain_words_of(text: str) -> list[str]:
    """The words of a provision, folded but whole."""
    return _WORD.findall(folded(text))


def stem(word: str) -> str:
    """The first letters of a word, which do without its endings in most languages; a number stays whole."""
    return word if word[0].isdigit() else word[:STEM]


def numbers_of(text: str) -> list[str]:
    """Numbers that a provision names, in digits or in words, but not the numbers of provisions it refers to."""
    plain = _REFERENCE.sub(" ", text)
    found = [re.sub(r"[\u00a0 ](?=\d{3})|,(?=\d{3}\b)", "", number) for number in _NUMBER.findall(plain)]
    return found + [_NUMBER_WORDS[word] for word in _WORD.findall(folded(plain)) if word in _NUMBER_WORDS]


def references_of(text: str) -> list[str]:
    """Provisions that a provision refers to: "5", "3(2)", "iv"."""
    return [match.casefold() for match in _REFERENCE.findall(text)]


def terms_of(text: str) -> list[str]:
    """Terms that a provision defines or quotes, folded."""
    return [" ".join(words_of(term)) for term in _DEFINED.findall(text)]


class Vocabulary:
    """Numbers words as they come, so that the rows of two texts have the same columns."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def places(self, documents: Iterable[Sequence[str]]) -> tuple[Ints, Ints, int]:
        """Document and column of every word, and how many documents there were."""
        lengths: list[int] = []
        columns: list[int] = []
        number = self.numbers.setdefault
        for document in documents:
            lengths.append(len(document))
            columns += [number(word, len(self.numbers)) for word in document]
        return np.repeat(np.arange(len(lengths)), lengths), np.array(columns, dtype=np.int64), len(lengths)


def counts_of(*texts: Sequence[Sequence[str]]) -> list[Rows]:
    """How often each word stands in each document, over one vocabulary for all the texts."""
    vocabulary = Vocabulary()
    placed = [vocabulary.places(text) for text in texts]
    width = max(1, len(vocabulary.numbers))
    return [counted(rows, columns, count, width) for rows, columns, count in placed]


def gram_counts(documents: Sequence[str]) -> Rows:
    """How often each character n-gram stands in each document; n-grams are hashed into `GRAM_COLUMNS` columns."""
    return stacked([_grams_of(batch) for batch in _batches(documents)], GRAM_COLUMNS)


def _batches(documents: Sequence[str]) -> Iterator[Sequence[str]]:
    """Documents of `BATCH` characters at a time, so that memory is that of the result."""
    begin, characters = 0, 0
    for at, document in enumerate(documents, start=1):
        characters += len(document)
        if characters >= BATCH or at == len(documents):
            yield documents[begin:at]
            begin, characters = at, 0


def _grams_of(documents: Sequence[str]) -> Rows:
    ends = " " * max(GRAMS)
    lined = [f" {' '.join(_WORD.findall(folded(document)))} " for document in documents]
    lengths = np.array([len(line) + len(ends) for line in lined], dtype=np.int64)
    points = np.frombuffer(ends.join([*lined, ""]).encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    owner = np.repeat(np.arange(len(lined)), lengths)
    rows, columns = [], []
    for size in GRAMS:
        count = max(0, len(points) - size + 1)
        key = np.zeros(count, dtype=np.uint64)
        for shift in range(size):
            key = key * np.uint64(1_000_003) + points[shift : shift + count]
        inside = (owner[:count] == owner[size - 1 : size - 1 + count]) & (points[:count] != ord(" "))
        key = (key * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(44)
        rows.append(owner[:count][inside])
        columns.append(key[inside].astype(np.int64))
    return counted(np.concatenate(rows), np.concatenate(columns), len(lined), GRAM_COLUMNS)
