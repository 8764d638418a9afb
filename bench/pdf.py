"""Texts of 100 pages made into PDF/UA, HTML and DOCX, in three scripts."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

from comity.instruments.exporting import html, pdf, word
from comity.instruments.exporting.cover import Cover
from comity.instruments.exporting.sample import agreement
from comity.instruments.text.structure import Text
from comity.printing.testing import seen_in

LIMIT = 2.0
ARTICLES = {"en": 145, "ru": 112, "hy": 215}  # so many make 100 pages
COVER = Cover("MEC/2026/4", "Version 2, 5 June 2026", "https://comity.example/instruments/i-1/2/en")


def run() -> list[dict[str, Any]]:
    """The figures of this benchmark (see `bench`)."""
    rows: list[dict[str, Any]] = []
    for language, articles in ARTICLES.items():
        text = agreement(articles, language)
        seconds, made = _timed(pdf.text_pdf, text)
        pages = seen_in(made).pages
        assert pages >= 100, pages
        assert seen_in(made).claims_pdf_ua
        name = f"PDF/UA of {pages} pages, {language} ({len(made) // 1024:,} KB)"
        rows.append({"name": name, "figure": seconds, "unit": "s", "limit": LIMIT, "ratio": LIMIT / seconds})
        rows.append({"name": "  of which the processor worked", "figure": _worked(text), "unit": "s"})
    text = agreement(ARTICLES["en"])
    for kind, make in (("HTML", html.text_html), ("DOCX", word.text_docx)):
        seconds, made = _timed(make, text)
        rows.append({"name": f"the English one as {kind} ({len(made) // 1024:,} KB)", "figure": seconds, "unit": "s"})
    return rows


def _worked(text: Text) -> float:
    """Seconds of the processor, here and in the child: what is left of the time when other programs wait for it too."""
    before = os.times()
    pdf.text_pdf(text, COVER)
    after = os.times()
    return sum(after[:4]) - sum(before[:4])


def _timed(make: Callable[[Text, Cover], Any], text: Text) -> tuple[float, Any]:
    """The quickest of five runs: the others waited for other programs."""
    found = []
    for _turn in range(5):
        started = time.perf_counter()
        made = make(text, COVER)
        found.append(time.perf_counter() - started)
    return min(found), made


if __name__ == "__main__":
    for row in run():
        print(f"{row['name']}: {row['figure']:.3f} {row['unit']} (limit {row.get('limit', '–')})")
