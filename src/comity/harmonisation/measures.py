"""What a provision fixes: deadlines, amounts, percentages, modal verbs, bodies, points; read in English and Russian.

Rules, not statistics: each reading can be pointed at in the text. What the rules do not see is listed in the tests
(`test_gaps_are_found.py`), not hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from comity.instruments.text.numbering import ordinal

READ = ("en", "ru")
"""The languages in which provisions are read."""


class Aspect(StrEnum):
    """What a measure is about."""

    DURATION = "duration"
    AMOUNT = "amount"
    PERCENTAGE = "percentage"
    MODALITY = "modality"
    BODY = "body"
    POINT = "point"
    TERM = "term"


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that a provision fixes: ``value`` is the same in both languages, ``words`` as the text has it."""

    aspect: Aspect
    value: str
    words: str


_SMALL = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_RUSSIAN = {
    1: "один одна одно одного одной", 2: "два две двух", 3: "три трех", 4: "четыре четырех", 5: "пять пяти",
    6: "шесть шести", 7: "семь семи", 8: "восемь восьми", 9: "девять девяти", 10: "десять десяти",
    11: "одиннадцать одиннадцати", 12: "двенадцать двенадцати", 13: "тринадцать тринадцати",
    14: "четырнадцать четырнадцати", 15: "пятнадцать пятнадцати", 16: "шестнадцать шестнадцати",
    17: "семнадцать семнадцати", 18: "восемнадцать восемнадцати", 19: "девятнадцать девятнадцати",
    20: "двадцать двадцати", 30: "тридцать тридцати", 40: "сорок сорока", 50: "пятьдесят пятидесяти",
    60: "шестьдесят шестидесяти", 70: "семьдесят семидесяти", 80: "восемьдесят восьмидесяти", 90: "девяносто девяноста",
    100: "сто ста", 200: "двести двухсот", 300: "триста трехсот", 500: "пятьсот пятисот", 1000: "тысяча тысячи тысяч",
}  # fmt: skip
_WORDS = _SMALL | {form: number for number, forms in _RUSSIAN.items() for form in forms.split()}
_SCALES = {"hundred": 100, "thousand": 1000, "тысяча": 1000, "тысячи": 1000, "тысяч": 1000,
           "million": 10**6, "миллион": 10**6, "миллиона": 10**6, "миллионов": 10**6, "млн": 10**6}  # fmt: skip
_DIGITS = r"\d{1,3}(?:[\u00a0\u202f ,]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?"
_SPOKEN = "|".join(sorted({*_WORDS, *_SCALES}, key=len, reverse=True))
_NUMBER = rf"(?:(?:{_DIGITS})(?:\s+(?:{'|'.join(_SCALES)})\b)?|\b(?:{_SPOKEN})\b(?:(?:\s+and)?[\s-]+(?:{_SPOKEN})\b)*)"
_REPEATED = r"(?:\s*\([^()]{1,40}\))?"  # "30 (thirty)", "тридцать (30)"

_UNITS = (
    ("working day", r"(?:working|business)\s+days?|рабоч\w+\s+дн\w+"),
    ("day", r"(?:calendar\s+)?days?\b|(?:календарн\w+\s+)?(?:дн(?:я|ей|и|ям)|день|сут\w+)\b"),
    ("week", r"weeks?\b|недел\w+"),
    ("month", r"(?:calendar\s+)?months?\b|(?:календарн\w+\s+)?месяц\w*"),
    ("year", r"years?\b|(?:год(?:а|у|ы)?|лет)\b"),
    ("hour", r"hours?\b|час(?:а|ов|ы)?\b"),
)
_DURATION = re.compile(
    rf"(?P<number>{_NUMBER}){_REPEATED}[\s-]+(?:"
    + "|".join(f"(?P<u{at}>{unit})" for at, (_, unit) in enumerate(_UNITS))
    + ")"
)
_CURRENCIES = (
    ("EUR", r"euros?\b|eur\b|€|евро\b"),
    ("USD", r"(?:us\s+)?dollars?\b|usd\b|\$|доллар\w*(?:\s+сша)?"),
    ("RUB", r"roubles?\b|rubles?\b|rub\b|₽|(?:российск\w+\s+)?рубл\w+"),
    ("KZT", r"tenges?\b|тенге\b"),
    ("AMD", r"drams?\b|драм\w*"),
    ("KGS", r"soms?\b|сом(?:а|ов)?\b"),
    ("TJS", r"somonis?\b|сомони\b"),
    ("unit of account", r"units?\s+of\s+account|расч[её]тн\w+\s+(?:единиц\w*|показател\w*)|базов\w+\s+величин\w*"),
)  # fmt: skip
_AMOUNT = re.compile(
    rf"(?P<before>€|\$|₽|eur|usd|rub)\s*(?P<after_sign>{_DIGITS})(?:\s+(?P<scale>{'|'.join(_SCALES)})\b)?"
    rf"|(?P<number>{_NUMBER}){_REPEATED}\s*(?:"
    + "|".join(f"(?P<u{at}>{currency})" for at, (_, currency) in enumerate(_CURRENCIES))
    + ")"
)
_PERCENTAGE = re.compile(rf"(?P<number>{_NUMBER}){_REPEATED}\s*(?:%|per\s?cent\b|percent\b|процент\w*)")

_MODAL = re.compile(
    r"(?P<release>\b(?:need not|(?:shall|is|are) not (?:be )?(?:required|obliged)|не обязан[аоы]?|не требуется)\b)"
    r"|(?P<prohibition>\b(?:(?:shall|may|must) not|cannot|(?:is|are) (?:prohibited|forbidden|not permitted)"
    r"|не вправе|не мо(?:жет|гут)|не долж(?:ен|на|но|ны)|не допуска(?:ется|ются)|не подлеж(?:ит|ат)"
    r"|не име(?:ет|ют) права?|запреща(?:ется|ются)|запрещен[аоы]?)\b)"
    r"|(?P<permission>\b(?:may|can|(?:is|are|shall be) (?:entitled|permitted|authori[sz]ed) to|мо(?:жет|гут)|вправе"
    r"|име(?:ет|ют) право|допуска(?:ется|ются)|разреша(?:ется|ются))\b)"
    r"|(?P<obligation>\b(?:shall|must|(?:is|are) (?:required|obliged) to"
    r"|долж(?:ен|на|но|ны)|обязан[аоы]?|обязу(?:ется|ются)"
    r"|обязыва(?:ется|ются)|подлеж(?:ит|ат)|необходимо|надлежит|следует)\b)"
)
_BODIES = (
    (
        "competent authority",
        (
            r"(?:competent|authori[sz]ed|licensing) (?:authorit(?:y|ies)|bod(?:y|ies))"
            r"|(?:компетентн|уполномоченн|лицензирующ)\w+\s+орган\w*"
        ),
    ),
    ("ministry", r"ministr(?:y|ies)|министерств\w+"),
    ("government", r"governments?|правительств\w+"),
    ("court", r"courts?|tribunals?|суд(?:а|у|ом|е|ы|ов|ам)?"),
    ("commission", r"commissions?|комисси\w+"),
    ("committee", r"committees?|комитет\w*"),
    ("council", r"councils?|совет(?:а|у|ом|е|ы|ов)?"),
    ("secretariat", r"secretariats?|секретариат\w*"),
    ("agency", r"agenc(?:y|ies)|агентств\w+"),
    ("inspectorate", r"inspectorates?|инспекци\w+"),
    ("parliament", r"parliaments?|парламент\w*"),
    ("prosecutor", r"prosecutors?|прокур\w+"),
    ("customs", r"customs(?: authorit(?:y|ies))?|таможенн\w+\s+орган\w*"),
    ("depositary", r"depositar(?:y|ies)|депозитари\w+"),
)  # fmt: skip
_BODY = re.compile(r"\b(?:" + "|".join(f"(?P<b{at}>{body})" for at, (_, body) in enumerate(_BODIES)) + r")\b")
_POINT = re.compile(r"(?:^|(?<=[\s;:,.]))\(?(?P<core>[a-zа-яё]|\d{1,2})\)(?=\s)", re.IGNORECASE)
_TERM = re.compile(r"[“«„\"](?P<term>[^”»“\"]{2,60})[”»“\"]")


def measures_of(text: str) -> tuple[Measure, ...]:
    """Everything that a provision fixes, but its points, in the order of the text for each aspect."""
    plain = " ".join(text.replace("ё", "е").split())
    low = plain.casefold() if len(plain.casefold()) == len(plain) else plain.lower()
    return (*_durations(low), *_amounts(low), *_percentages(low), *_modalities(low), *_bodies(low), *_terms(text))


def points_of(text: str) -> tuple[str, ...]:
    """The enumerated points within a provision: "(a) …", "б) …", "2) …"; none where a count lacks its beginning."""
    marks: list[re.Match[str]] = []
    for mark in _POINT.finditer(text):
        number = _count(mark["core"])
        same = not marks or mark["core"].isdigit() == marks[0]["core"].isdigit()
        last = _count(marks[-1]["core"]) if marks else 0
        # The Russian alphabet of lists leaves out some letters, so a step of two is no gap.
        if same and number and (last < number <= last + (1 if mark["core"].isdigit() or not marks else 2)):
            marks.append(mark)
    if len(marks) < 2:
        return ()
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return tuple(text[mark.end() : end].strip(" ;,.\n") for mark, end in zip(marks, ends, strict=True))


def number_of(words: str) -> Decimal | None:
    """The value of a number in digits or words: "1 000", "forty-five", "двадцати одного", "2.5 million"."""
    digits = re.match(_DIGITS, words)
    if digits is not None:
        found = re.sub(r"[\u00a0\u202f ,](?=\d{3}(?:\D|$))", "", digits.group()).replace(",", ".")
        scale = _SCALES.get(words[digits.end() :].strip(), 1)
        return Decimal(found) * scale
    total, part = 0, 0
    spoken = [word for word in re.split(r"[\s-]+", words) if word and word != "and"]
    for word in spoken:
        if word in _SCALES:
            part = max(part, 1) * _SCALES[word]
            total, part = (total + part, 0) if _SCALES[word] > 100 else (total, part)
        elif word in _WORDS:
            part += _WORDS[word]
        else:
            return None
    return Decimal(total + part) if spoken else None


def _durations(low: str) -> Iterator[Measure]:
    for match in _DURATION.finditer(low):
        unit = next(name for at, (name, _) in enumerate(_UNITS) if match[f"u{at}"])
        number = number_of(match["number"])
        if number is None:
            continue
        if unit == "year":
            number, unit = number * 12, "month"
        elif unit == "week":
            number, unit = number * 7, "day"
        yield Measure(Aspect.DURATION, f"{_shown(number)} {unit}", match.group())


def _amounts(low: str) -> Iterator[Measure]:
    for match in _AMOUNT.finditer(low):
        if match["before"]:
            number = number_of(f"{match['after_sign']} {match['scale'] or ''}".strip())
            named = match["before"]
            currency = next(name for name, pattern in _CURRENCIES if re.fullmatch(pattern, named))
        else:
            number = number_of(match["number"])
            currency = next(name for at, (name, _) in enumerate(_CURRENCIES) if match[f"u{at}"])
        if number is not None:
            yield Measure(Aspect.AMOUNT, f"{_shown(number)} {currency}", match.group())


def _percentages(low: str) -> Iterator[Measure]:
    for match in _PERCENTAGE.finditer(low):
        number = number_of(match["number"])
        if number is not None:
            yield Measure(Aspect.PERCENTAGE, f"{_shown(number)} %", match.group())


def _modalities(low: str) -> Iterator[Measure]:
    for match in _MODAL.finditer(low):
        yield Measure(Aspect.MODALITY, str(match.lastgroup), match.group())


def _bodies(low: str) -> Iterator[Measure]:
    for match in _BODY.finditer(low):
        yield Measure(Aspect.BODY, _BODIES[int(str(match.lastgroup)[1:])][0], match.group())


def _terms(text: str) -> Iterator[Measure]:
    for match in _TERM.finditer(text):
        yield Measure(Aspect.TERM, " ".join(match["term"].casefold().split()), match["term"])


def _count(core: str) -> int:
    return ordinal(core, "decimal" if core.isdigit() else "letter")


def _shown(number: Decimal) -> str:
    shown = f"{number:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def words_of_all(measures: Sequence[Measure]) -> str:
    """The words of several measures, each once, as a reader sees them."""
    return ", ".join(dict.fromkeys(measure.words for measure in measures))
