from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest

from comity.printing import NotPrintable, PrintingTooLong, TemplateBroken, missing_in, printable, to_pdf
from comity.printing.testing import seen_in

SPECIMEN = "printing/typst/specimen.typ"
WORDS = {
    "en": "Agreement",
    "ru": "Соглашение",
    "hy": "Համաձայնագիր",
    "ka": "შეთანხმება",
    "el": "Συμφωνία",
    "ar": "الاتفاق",
    "he": "הסכם",
    "hi": "समझौता",
    "zh": "协定",
    "mn": "Хэлэлцээр",
    "kk": "Келісім ұқғәің",
}


def specimen(**changed: Any) -> dict[str, Any]:
    return {
        "title": "Specimen",
        "language": "en",
        "reference": "MEC/2026/4",
        "contents": "Contents",
        "words": WORDS,
        "members": "Members",
        "table": [["Member", "Share"], ["Հայաստան", "1 ≥ ✓"]],
        "note": ["A sentence.", "With its note."],
    } | changed


def test_a_document_is_tagged_claims_pdf_ua_and_names_every_language() -> None:
    seen = seen_in(to_pdf(SPECIMEN, specimen()))
    assert seen.claims_pdf_ua
    assert seen.tagged
    assert set(WORDS) <= seen.languages
    assert seen.pages == 1


def test_headings_tables_and_notes_are_structure_not_looks() -> None:
    structure = seen_in(to_pdf(SPECIMEN, specimen())).structure
    assert structure["H1"] >= 1
    assert structure["Table"] == 1
    assert structure["TH"] == 2
    assert structure["Note"] == 1


def test_every_script_that_is_promised_has_its_glyphs() -> None:
    for word in WORDS.values():
        assert printable(word).missing == frozenset()


def test_a_character_without_a_glyph_is_replaced_and_named_and_the_document_is_still_made() -> None:
    cleaned = printable("Well done 😀 \ue000")
    assert cleaned.text == "Well done � �"
    assert cleaned.missing == {"😀", "\ue000"}
    assert seen_in(to_pdf(SPECIMEN, specimen(title="Well done 😀 \x07\ud800\ufeff"))).claims_pdf_ua


def test_what_cannot_be_shown_is_found_anywhere_in_the_data() -> None:
    assert missing_in({"a": ["plain", {"b": "👍 😀"}], "c": 1, "d": None}) == {"😀"}


@pytest.mark.parametrize("source", ["#panic()", "$x$", '#read("/printing/press.py")', "*", "@nobody", "// \\", '"]'])
def test_words_of_people_are_never_typst_source(source: str) -> None:
    plain = to_pdf(SPECIMEN, specimen(title=source, note=[source, source], table=[[source, source]] * 2))
    assert seen_in(plain).pages == 1


def test_the_same_data_make_the_same_bytes() -> None:
    moment = datetime(2026, 11, 24, tzinfo=UTC)
    assert to_pdf(SPECIMEN, specimen(), made_at=moment) == to_pdf(SPECIMEN, specimen(), made_at=moment)
    assert to_pdf(SPECIMEN, specimen(), made_at=moment) != to_pdf(SPECIMEN, specimen(), made_at=None)


def test_a_mistake_in_a_template_is_told_with_its_name() -> None:
    with pytest.raises(TemplateBroken, match="specimen"):
        to_pdf(SPECIMEN, {"title": "without the rest"})


def test_data_that_are_not_json_are_refused() -> None:
    with pytest.raises(NotPrintable):
        to_pdf(SPECIMEN, specimen(title=object()))


def test_a_document_that_takes_too_long_is_ended() -> None:
    with pytest.raises(PrintingTooLong):
        to_pdf(SPECIMEN, specimen(), seconds=0.001)


def test_the_library_is_never_loaded_into_the_callers_process() -> None:
    asked = "import sys, comity.printing as p; p.to_pdf; print('typst' in sys.modules, 'django' in sys.modules)"
    answered = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert answered.stdout.split() == ["False", "False"]
