"""Finding an enterprise by a noisy transliterated name among 100,000, in the embedded PostgreSQL without pg_trgm.

The names are made of syllables, trades, places and legal forms, in six scripts. A question is a name of the register
romanised by another hand (one of four schemes that share no table with the search), mostly with a slip of the
keyboard, often without its legal form or trade or with its words in another order. The peer is what can be had
without the table: the likest by token-sort of the transliterated name, all 100,000 compared in the process.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
from anyascii import anyascii
from rapidfuzz import fuzz, process

from comity.enterprises.names import read
from comity.enterprises.search import Tables, kept, search, trigrams
from comity.enterprises.search import statements as sql

NAMES = 100_000
QUESTIONS = 1_000
PEER_QUESTIONS = 40
LIMIT_RECALL = 0.95
LIMIT_MILLISECONDS = 10.0
TABLES = Tables("bench_name", "bench_gram", "bench_frequency")

_ONSETS = (*"bvgdzklmnprstfh", "zh", "sh", "ch", "br", "gr", "kr", "st", "tr", "vl", "sv", "pl", "sk", "dr")
_VOWELS = tuple("aaaooeeiiu")
_CODAS = ["", "", "", "", "n", "r", "l", "s", "m", "k", "t", "st", "nt", "rk"]
_SCRIPTS: dict[str, dict[str, str]] = {
    "ru": dict(zip("abvgdezklmnoprstufhi", "абвгдезклмнопрстуфхи", strict=True)) | {"zh": "ж", "sh": "ш", "ch": "ч"},
    "uk": dict(zip("abvgdezklmnoprstufhi", "абвгдезклмнопрстуфхі", strict=True)) | {"zh": "ж", "sh": "ш", "ch": "ч"},
    "hy": dict(zip("abvgdezklmnoprstfhi", "աբվգդեզկլմնոպրստֆհի", strict=True))
    | {"u": "ու", "zh": "ժ", "sh": "շ", "ch": "չ"},
    "ka": dict(zip("abvgdezklmnoprstufhi", "აბვგდეზკლმნოპრსტუფხი", strict=True)) | {"zh": "ჟ", "sh": "შ", "ch": "ჩ"},
    "el": dict(zip("abvgdezklmnoprstfhi", "αμβγδεζκλμνοπρστφχι", strict=True))
    | {"b": "μπ", "u": "ου", "zh": "ζ", "sh": "σ", "ch": "τσ"},
    "la": {},
}
_TRADES = {
    "ru": ("завод", "банк", "торговый дом", "строительная компания", "институт", "фабрика", "сервис", "группа"),
    "uk": ("завод", "банк", "торговий дім", "будівельна компанія", "інститут", "фабрика", "сервіс", "група"),
    "hy": ("գործարան", "բանկ", "առևտրի տուն", "ընկերություն", "ինստիտուտ", "ֆաբրիկա", "սերվիս", "խումբ"),
    "ka": ("ქარხანა", "ბანკი", "სავაჭრო სახლი", "კომპანია", "ინსტიტუტი", "ფაბრიკა", "სერვისი", "ჯგუფი"),
    "el": ("εργοστάσιο", "τράπεζα", "κατάστημα", "εταιρεία", "ινστιτούτο", "φάμπρικα", "σέρβις", "όμιλος"),
    "la": ("plant", "bank", "trading house", "construction company", "institute", "factory", "service", "group"),
}
_FORMS = {"ru": "ООО", "uk": "ТОВ", "hy": "ՍՊԸ", "ka": "შპს", "el": "ΕΠΕ", "la": "LLC"}
_SCHEMES: tuple[dict[str, str], ...] = (
    {"ж": "zh", "ш": "sh", "ч": "ch", "х": "kh", "ժ": "zh", "շ": "sh", "չ": "ch", "հ": "h", "ჟ": "zh", "შ": "sh"},
    {"ж": "j", "ш": "ch", "ч": "tch", "х": "kh", "у": "ou", "в": "v", "ժ": "j", "շ": "ch", "უ": "ou", "კ": "c"},
    {"ж": "sch", "ш": "sch", "ч": "tsch", "х": "ch", "в": "w", "з": "s", "վ": "w", "შ": "sch", "ვ": "w", "χ": "ch"},
    {"ж": "z", "ш": "s", "ч": "c", "х": "h", "к": "c", "и": "y", "ж̌": "z", "ხ": "h", "χ": "h", "φ": "f", "κ": "c"},
)


def _stem(source: random.Random) -> list[str]:
    """Letters of a made-up word, each one a sound of the base alphabet."""
    parts: list[str] = []
    for _ in range(source.choice((2, 2, 3, 3, 4))):
        onset = source.choice(_ONSETS)
        parts += [onset] if onset in ("zh", "sh", "ch") else list(onset)
        parts += [source.choice(_VOWELS), *source.choice(_CODAS)]
    return parts


def register(source: random.Random) -> list[tuple[str, str]]:
    """Names and the script of each; words repeat, as they do in a true register."""
    stems = [_stem(source) for _ in range(40_000)]
    made: dict[str, str] = {}
    scripts = list(_SCRIPTS)
    while len(made) < NAMES:
        script = source.choices(scripts, (6, 2, 2, 2, 1, 3))[0]
        letters = _SCRIPTS[script]
        words = ["".join(letters.get(sound, sound) for sound in source.choice(stems)).capitalize()]
        if source.random() < 0.4:
            words.append("".join(letters.get(sound, sound) for sound in source.choice(stems)).capitalize())
        if source.random() < 0.6:
            words.insert(source.randrange(2), source.choice(_TRADES[script]))
        if source.random() < 0.5:
            words.insert(0, _FORMS[script])
        made.setdefault(" ".join(words), script)
    return list(made.items())


def noisy(name: str, script: str, source: random.Random) -> str:
    """The name as somebody else would write it in Latin letters, with a slip."""
    words = [word for word in name.split() if word != _FORMS[script]]
    trade = {part for text in _TRADES[script] for part in text.split()}
    if source.random() < 0.2:
        words = [word for word in words if word not in trade]
    if source.random() < 0.2:
        source.shuffle(words)
    scheme = source.choice(_SCHEMES)
    text = anyascii("".join(scheme.get(letter, letter) for letter in " ".join(words).lower())).lower()
    if source.random() < 0.7:
        text = _slip(text, source)
    return text


def _slip(text: str, source: random.Random) -> str:
    at = source.randrange(max(1, len(text) - 1))
    kind = source.randrange(4)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
    if kind == 2:
        return text[:at] + source.choice("abcdefghijklmnopqrstuvwxyz") + text[at + 1 :]
    return text[:at] + text[at : at + 1] + text[at:]


def run() -> list[dict[str, Any]]:
    """The figures of this benchmark (see `bench`)."""
    import psycopg

    from bench.append import server

    source = random.Random(4)
    names = register(source)
    asked = [(at, noisy(*names[at], source)) for at in source.sample(range(NAMES), QUESTIONS)]
    with server() as (url, _place), psycopg.connect(url, autocommit=True) as database:
        started = time.perf_counter()
        entries = _fill(database, names)
        filling = time.perf_counter() - started

        def ask(statement: str, values: Any) -> Any:
            return database.execute(statement, values, prepare=True).fetchall()

        for _at, question in asked[:50]:
            search(question, ask, TABLES, NAMES)
        ranks, spent = [], []
        for at, question in asked:
            read.cache_clear()
            began = time.perf_counter()
            found = search(question, ask, TABLES, NAMES)
            spent.append((time.perf_counter() - began) * 1000)
            keys = [one.candidate.key for one in found]
            ranks.append(keys.index(at) + 1 if at in keys else 0)
        size = database.execute("SELECT pg_total_relation_size('bench_gram')").fetchone()
    return [*_figures(ranks, spent, names, asked), *_table(entries, filling, size)]


def _fill(database: Any, names: list[tuple[str, str]]) -> int:
    entries = 0
    database.execute(sql.definitions(TABLES))
    kept_grams: list[tuple[str, int, int]] = []
    with database.cursor() as cursor, cursor.copy(f"COPY {TABLES.names} FROM STDIN") as copy:
        for at, (written, _script) in enumerate(names):
            name = read(written)
            copy.write_row((at, at, written, *kept(name)))
            grams = trigrams(name)
            kept_grams += [(gram, at, len(grams)) for gram in grams]
    with database.cursor() as cursor, cursor.copy(f"COPY {TABLES.grams} FROM STDIN") as copy:
        for entry in kept_grams:
            copy.write_row(entry)
            entries += 1
    database.execute(sql.counted(TABLES))
    database.execute("VACUUM ANALYZE")
    return entries


def _figures(
    ranks: list[int], spent: list[float], names: list[tuple[str, str]], asked: list[tuple[int, str]]
) -> Iterator[dict[str, Any]]:
    recall = sum(rank > 0 for rank in ranks) / len(ranks)
    first = sum(rank == 1 for rank in ranks) / len(ranks)
    middle = statistics.median(spent)
    peer, peer_spent = _peer(names, asked)
    yield {
        "name": f"recall@10, {NAMES:,} names in six scripts, {QUESTIONS:,} noisy romanised questions",
        "figure": recall,
        "limit": LIMIT_RECALL,
        "peer": f"token-sort over all, {PEER_QUESTIONS} questions: {peer:.3f}; ours at the first place {first:.3f}",
        "ratio": f"{recall / LIMIT_RECALL:.3f}",
    }
    yield {
        "name": "a question, from its words to ten names in order: p50",
        "figure": middle,
        "unit": "ms",
        "limit": LIMIT_MILLISECONDS,
        "peer": f"token-sort over all: {peer_spent:.0f} ms; ours p95 {float(np.percentile(spent, 95)):.1f} ms",
        "ratio": f"{LIMIT_MILLISECONDS / middle:.1f}",
    }


def _table(entries: int, filling: float, size: Any) -> Iterator[dict[str, Any]]:
    yield {"name": "entries of the table of trigrams", "figure": entries, "peer": f"{size[0] / 1024 / 1024:.0f} MB"}
    yield {"name": f"filled from {NAMES:,} names", "figure": filling, "unit": "s"}


def _peer(names: list[tuple[str, str]], asked: list[tuple[int, str]]) -> tuple[float, float]:
    """Recall@10 and milliseconds of comparing a question with every name, transliterated beforehand."""
    latin = [" ".join(sorted(anyascii(written).lower().split())) for written, _script in names]
    hits, spent = 0, []
    for at, question in asked[:PEER_QUESTIONS]:
        began = time.perf_counter()
        sorted_words = " ".join(sorted(question.split()))
        found = process.extract(sorted_words, latin, scorer=fuzz.ratio, limit=10)
        spent.append((time.perf_counter() - began) * 1000)
        hits += at in {index for _text, _score, index in found}
    return hits / PEER_QUESTIONS, statistics.median(spent)


if __name__ == "__main__":
    from bench.__main__ import line

    for one in run():
        print(line(one))
