"""How a word sounds, letter by letter, and how near a Latin spelling comes to it.

A word in a script of `_LETTERS` becomes a string of sounds, one character each: the letters of the Latin alphabet for
what they usually stand for, and ``Z S C c x W J D G P U A O E y`` for zh, sh, ch, ts, kh, shch, j, dz, gh, the
aspirated p, yu, ya, yo, ye and schwa or ы. `distance` then asks what it costs to spell those sounds with given Latin
letters: nothing for a usual romanisation, a little for what French, English, German or Turkish would write (sh: ch, s,
ş; kv: qu; ei: a), more where the sound is another. The costs are set by hand from the romanisation tables of the
languages (ISO 9, BGN/PCGN, national systems) and from how loan-words are written, not fitted.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Mapping

from anyascii import anyascii

_CYRILLIC = dict(
    zip(
        "абвгґдежзийклмнопрстуфхцчшщьэюяіыўјљњћђџѓќѕәғқңөұүһӣӯҳҷҗҚҢҲѐѝ",
        "abvggdeZzijklmnoprstufxcCSW'eUAiyujlnCJJJkzaGknouuhiuhJJknhei",
        strict=True,
    )
) | {"ё": "O", "є": "E", "ї": "i", "ъ": "'", "ӑ": "a", "ӗ": "e", "ў": "u"}
_ARMENIAN = dict(
    zip("աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ", "abgdezeytZilxckhDGCmjnSoCpJrsvtrcvPkof", strict=True)
) | {"և": "ev"}
_GEORGIAN = dict(zip("აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ", "abgdevztiklmnopZrstuPkGkSCcDcCxJh", strict=True))
_GREEK = dict(zip("αβγδεζηθικλμνξοπρσςτυφχψω", "avgdeziTiklmnXoprsstifxYo", strict=True)) | {"ξ": "ks", "ψ": "ps"}
_DIGRAPHS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "Armenian": (("ու", "u"), ("եւ", "ev")),
    "Greek": (("ου", "u"), ("αι", "e"), ("ει", "i"), ("οι", "i"), ("ευ", "ev"), ("αυ", "av"), ("μπ", "b"), ("ντ", "d"),
              ("γκ", "g"), ("γγ", "ng"), ("τζ", "J"), ("τσ", "c")),
    "Cyrillic": (("дж", "J"), ("дз", "D"), ("тс", "c")),
}  # fmt: skip
_LETTERS = {
    script: str.maketrans(table)
    for script, table in (
        ("Cyrillic", _CYRILLIC), ("Armenian", _ARMENIAN), ("Georgian", _GEORGIAN), ("Greek", _GREEK),
    )
}  # fmt: skip
_SOUNDING = frozenset("abcdefghijklmnopqrstuvwxyzZSCWJDGPUAOETE'0123456789")

_SPELLINGS = """
a a 0 u .25 o .3 e .35 er .3 ar .3 ah .1 aa .05 ou .4 ur .3 or .3 ea .4
b b 0 bb .02
v v 0 w .1 b .35 f .3 vv .05 u .3 ff .35
g g 0 h .15 gh .1 gu .2 gg .02 j .35 c .4 k .35 ck .5
d d 0 dd .02 th .35 t .4 dh .2
e e 0 a .3 ye .05 ie .1 je .05 ae .1 ea .15 ai .2 ee .3 i .35 he .3 ei .2 er .3 ey .3 y .4 eu .3 u .4 o .45
Z zh 0 j .1 g .15 z .15 s .35 ge .2 dj .2 sh .35 x .4
z z 0 s .15 zz .02 dz .25 ts .35 x .35 tz .3 th .35 c .35
i i 0 y .05 ee .1 ea .15 e .25 ie .1 ey .2 yi .05 j .15 ii .05 ij .1 iy .05 ye .25 yy .1 ig .3 igh .3
j y 0 i .05 j .05 h .4 ll .4 e .3
k k 0 c .05 ck .05 q .1 ch .15 cc .05 kk .02 qu .15 cq .1 kh .2 g .4 que .1 x .35
l l 0 ll .02 le .1 el .15
m m 0 mm .02 n .4 mb .3
n n 0 nn .02 gn .2 kn .2 m .4 ng .25 ne .1
o o 0 a .3 u .35 au .2 ow .2 oo .2 oh .1 oa .2 aw .2 eau .2 ou .25 e .45 vo .15 wo .15
p p 0 pp .02 b .45 ph .25
r r 0 rr .02 rh .1 wr .2 re .15 er .2
s s 0 c .15 ss .02 z .25 sc .2 ce .15 ps .3 sh .35 x .35 th .35 se .1
t t 0 tt .02 th .05 d .4 dt .1 te .15 pt .3
u u 0 oo .05 ou .05 w .1 o .3 ue .1 eu .3 ew .2 v .35 a .4 y .35 uu .05
f f 0 ph .03 ff .02 th .2 v .3 gh .3
x kh 0 h .05 ch .1 x .1 k .15 q .35 g .4 hh .1 j .3 c .35
c ts 0 c .05 tz .05 z .1 cz .1 tc .15 s .25 zz .1 tch .3 ti .25 ch .3
C ch 0 tch .05 c .1 tsch .05 cz .1 tsh .1 cs .1 j .35 t .4 sh .4 tc .2
S sh 0 sch .05 ch .1 s .1 sz .1 ti .2 c .3 sc .2 ss .2 ci .2 si .2 zh .35
W shch 0 sch .05 sh .1 sht .1 sc .15 shh .1 ch .25 stch .1 s .3
J j 0 g .1 dj .05 dzh .05 dz .2 ge .15 dg .1 ch .35 gi .15 zh .3 c .2 gy .2 z .4
D dz 0 z .1 tz .2 ds .1 ts .3 dj .3 j .35
G gh 0 g .05 h .15 gg .1 r .4 l .35 kh .3
P p 0 ph .05 f .1 pp .05 ff .1 v .45
T th 0 t .1 f .35
U yu 0 u .1 iu .05 ju .05 you .1 ew .2 ue .2 y .25 yoo .1 eu .2 oo .35
A ya 0 ia .05 ja .05 a .15 ea .25 ie .3 y .35 e .4
O yo 0 io .05 e .1 jo .05 o .15 eo .2 eu .2 ie .3 ye .1
E ye 0 ie .05 e .05 je .05 ae .2 a .4 ea .2
y y 0 i .1 u .2 e .25 ee .2 a .3
h h 0 kh .1 g .35 wh .2 j .3
' y .1
ks x .02 cks .1 cs .1 cc .15 xx .1
gz x .1
kv qu .05 q .25
ku qu .1
aj i .15 y .15 ai .03 ay .03 igh .25 ie .2 ei .2 ae .15 eye .25
ai i .15 y .15 ai 0 ay .03 igh .25 ie .2 ei .2 ae .15 eye .25
ej a .15 ai .1 ay .08 ey .05 ei .05 e .15 eigh .25 ea .2 ae .15 ee .25
ei a .15 ai .1 ay .08 ey .05 ei 0 e .2 eigh .25 ea .2 ae .15
oj oi .03 oy .03
oi oi 0 oy .03
au ow .1 ou .1 au 0 aw .15
ou o .1 ow .08 oa .12 ou 0 oe .15
ju u .1 yu .03 you .1 ew .2
iu u .15 iu 0 ew .2 yu .1
ia ia 0 ya .03 ea .15
ij y .03 iy .02 ii .05 i .05 ij .03 ie .1
yj y .05 yi .05 yy .05 i .08 iy .05
ua wa .05 ua 0 oi .15
ui wi .05 ui 0 we .2 uy .05
ue we .05 ue 0 wa .2
uo wo .05 ua .2 wa .15 uo 0
iks x .15
eks x .15
San tion .1 sion .15
Sn tion .15 sion .15
er er 0 ur .1 ir .15 re .1 ear .2 ar .25
jo yo 0 io .03 jo .03 eu .2
je ye 0 e .05 ie .05 je .03
tS ch .05
dZ j .05 g .15
dJ j .05
nk nk 0 nc .05 nq .1
ng ng 0
eri ery .05 erie .1
in ine .12 een .1 in 0 ene .2
vi vi 0 wi .05 we .3
""".strip()

VOWELS = frozenset("aeiouyUAOE'")
_LATIN_VOWELS = frozenset("aeiouy")
_OTHER = (
    {(sound, letter): 0.55 for sound in VOWELS for letter in _LATIN_VOWELS}
    | {(figure, letter): 1.5 for figure in "0123456789" for letter in "abcdefghijklmnopqrstuvwxyz0123456789"}
    | {(sound, figure): 1.5 for sound in _SOUNDING for figure in "0123456789"}
    | {(same, same): 0.0 for same in "abcdefghijklmnopqrstuvwxyz0123456789"}
)
"""What one sound spelt as another costs, where it is not 1."""
_FOLD = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ə": "a", "ð": "d", "þ": "th", "ħ": "h",
     "š": "sh", "ž": "zh", "č": "ch", "ş": "sh", "ғ": "gh", "ŋ": "n", "ʼ": "", "ʻ": ""}
)  # fmt: skip


def _spellings() -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = {}
    for line in _SPELLINGS.splitlines():
        sound, *rest = line.split()
        table[sound] = {latin: float(cost) for latin, cost in zip(rest[::2], rest[1::2], strict=True)}
    return table


_TABLE = _spellings()
_LONGEST = max(map(len, _TABLE))
_WIDEST = max(len(latin) for spelt in _TABLE.values() for latin in spelt)
_USUAL = {sound: min(spelt, key=lambda latin: spelt[latin]) for sound, spelt in _TABLE.items() if len(sound) == 1}
_USUAL["'"] = ""
_SPELT = frozenset(latin for spelt in _TABLE.values() for latin in spelt)


def usual(sound: str) -> str:
    """The usual Latin letters of one sound."""
    return _USUAL.get(sound, sound)


def folded(word: str) -> str:
    """A Latin word without marks, in small letters of the English alphabet and figures alone."""
    if word.isascii():
        return word
    text = unicodedata.normalize("NFD", word.translate(_FOLD))
    return "".join(letter for letter in text if letter.isascii() and letter.isalnum())


@functools.lru_cache(maxsize=65536)
def sounds_of(word: str, script: str) -> str:
    """The sounds of a word in small letters; ``script`` is its main script. Never fails; may be empty."""
    table = _LETTERS.get(script)
    if table is None:
        return _sounds_of_latin(latin_of(word, script))
    if script == "Greek":  # accents say nothing here; other scripts have letters made with marks (й, ў)
        word = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    for pair, sound in _DIGRAPHS.get(script, ()):
        word = word.replace(pair, sound)
    if script == "Armenian" and word.startswith("ո"):
        word = "vo" + word[1:]
    said = word.translate(table)
    if not said.isascii():
        said = "".join(letter if letter.isascii() else folded(anyascii(letter).lower()) for letter in said)
    return "".join(sound for sound in said if sound in _SOUNDING)


@functools.lru_cache(maxsize=65536)
def latin_of(word: str, script: str) -> str:
    """The usual Latin spelling of a word in small letters: letters of the English alphabet and figures."""
    if script in _LETTERS:
        return "".join(map(usual, sounds_of(word, script)))
    if word.isascii():
        return word
    text = folded(word) if script == "Latin" else ""
    return text or "".join(c for c in anyascii(word).lower() if c.isascii() and c.isalnum())


_LATIN_SOUNDS = (
    ("x", "ks"), ("shch", "W"), ("tsch", "C"), ("sch", "S"), ("tch", "C"), ("sh", "S"), ("ch", "C"), ("zh", "Z"),
    ("kh", "x"), ("ts", "c"), ("tz", "c"), ("ph", "f"), ("th", "t"), ("gh", "g"), ("ck", "k"), ("qu", "kv"), ("q", "k"),
    ("yu", "U"), ("ya", "A"), ("yo", "O"), ("oo", "u"), ("ee", "i"), ("w", "v"),
)  # fmt: skip


@functools.lru_cache(maxsize=65536)
def _sounds_of_latin(word: str) -> str:
    for spelt, sound in _LATIN_SOUNDS:
        word = word.replace(spelt, sound)
    letters: list[str] = []
    for at, letter in enumerate(word):
        following = word[at + 1] if at + 1 < len(word) else ""
        if letter == "c" and "ts" not in word:
            letter = "s" if following and following in "eiy" else "k"
        if not letters or letters[-1] != letter or letter.isdigit():
            letters.append(letter)
    return "".join(letters)


_CLASSES = str.maketrans("bpPfvwkgqGxhtdTcszDZSCWJjaeiouyUAOE", "ppppppkkkkkktttssssSSSSSaaaaaaaaaaa", "'")


@functools.lru_cache(maxsize=65536)
def skeleton(sounds: str) -> str:
    """What is left of ``sounds`` when near ones are one: vowels go (but for the first), kinds of consonants merge.

    Two spellings of one name mostly have one skeleton; it is what candidates are looked for by, never a verdict.
    """
    merged = sounds.translate(_CLASSES)
    letters = [merged[at] for at in range(len(merged)) if at == 0 or merged[at] != merged[at - 1]]
    return "".join(letter for at, letter in enumerate(letters) if at == 0 or letter != "a")


@functools.lru_cache(maxsize=65536)
def _choices(sounds: str) -> tuple[tuple[tuple[int, dict[str, float]], ...], ...]:
    """At each place of ``sounds``, the chunks that begin there, with their spellings."""
    return tuple(
        tuple(
            (size, spelt)
            for size in range(1, _LONGEST + 1)
            if (spelt := _TABLE.get(sounds[at : at + size])) is not None and at + size <= len(sounds)
        )
        for at in range(len(sounds))
    )


def distance(sounds: str, latin: str, bound: float, *, nominative: bool = False) -> float:
    """What it costs to spell ``sounds`` with the letters ``latin``; ``bound`` where it would be that much or more.

    A consonant too many, too few or another costs 1, a vowel 0.55, a figure 1.5. ``nominative``: the word may end in an
    i that foreign names get in Georgian, and that counts for little.
    """
    for tried in (0.6, 1.6):  # most names that agree do so at once: a small bound leaves few ways to look at
        if tried >= bound:
            break
        found = _bounded(sounds, latin, tried, nominative)
        if found < tried:
            return found
    return _bounded(sounds, latin, bound, nominative)


@functools.lru_cache(maxsize=65536)
def _chunks(latin: str) -> tuple[tuple[tuple[str, int], ...], ...]:
    """At each place of ``latin``, the chunks that begin there and that some sound is spelt by, with their ends."""
    wide = len(latin)
    return tuple(
        tuple((latin[at:end], end) for end in range(at + 1, min(wide, at + _WIDEST) + 1) if latin[at:end] in _SPELT)
        for at in range(wide + 1)
    )


def _bounded(sounds: str, latin: str, bound: float, nominative: bool) -> float:
    wide, far = len(latin), len(sounds)
    choices, chunks = _choices(sounds), _chunks(latin)
    rows: list[dict[int, float]] = [{} for _ in range(far + _LONGEST + 1)]  # of each place, only what is within bounds
    rows[0][0] = 0.0
    for i in range(far):
        row, below, sound = rows[i], rows[i + 1], sounds[i]
        dropped = _dropped(sounds, i, nominative)
        for j in range(wide + 1):
            cost = row.get(j)
            if cost is None:
                continue
            if cost + dropped < below.get(j, bound):
                below[j] = cost + dropped
            if j == wide:
                break
            if (new := cost + _extra(latin, j)) < row.get(j + 1, bound):
                row[j + 1] = new
            if (new := cost + _OTHER.get((sound, latin[j]), 1.0)) < below.get(j + 1, bound):
                below[j + 1] = new
            for size, spelt in choices[i]:
                for chunk, end in chunks[j]:
                    if chunk in spelt and (new := cost + spelt[chunk]) < rows[i + size].get(end, bound):
                        rows[i + size][end] = new
    last = rows[far]
    for j in range(wide):
        if j in last and (new := last[j] + _extra(latin, j)) < last.get(j + 1, bound):
            last[j + 1] = new
    return last.get(wide, bound)


def _dropped(sounds: str, at: int, nominative: bool) -> float:
    """A sound that the Latin spelling lacks."""
    sound = sounds[at]
    if sound == "'":
        return 0.0
    if nominative and at == len(sounds) - 1 and sound == "i":
        return 0.08
    if sound == "j":
        return 0.3
    return 0.55 if sound in VOWELS else 1.5 if sound.isdigit() else 1.0


def _extra(latin: str, at: int) -> float:
    """A Latin letter that answers no sound."""
    letter = latin[at]
    if letter == "e" and at == len(latin) - 1:
        return 0.15
    if letter == "h":
        return 0.35
    if at and latin[at - 1] == letter and not letter.isdigit():
        return 0.05
    return 0.55 if letter in _LATIN_VOWELS else 1.5 if letter.isdigit() else 1.0
