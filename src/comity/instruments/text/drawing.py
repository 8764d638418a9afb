"""Texts and markings drawn at random, for tests that must hold for any text."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

_SNIPPETS = (
    "Article 1", "Article 2. Scope", "ARTICLE III", "Статья 4. Предмет", "Հոդված 5. Առարկա", "5-бап. Мақсаты",
    "PART ONE", "Часть I", "Chapter 2 — Waters", "Section A", "Գլուխ 1", "Annex", "Annex I", "Приложение № 2",
    "Приложение к Соглашению", "Հավելված 1", "1.", "2.", "1.1.", "2.3 Depth", "1)", "(1)", "(a)", "(b)", "(i)", "(ii)",
    "а)", "б)", "ա)", "(a bis)", "–", "-", "•", "PREAMBLE", "Преамбула", "IN WITNESS WHEREOF", "DONE at a place,",
    "СОВЕРШЕНО в городе", "The Parties agree.", "shall inform the others;", "General provisions", "as follows:",
    "Стороны согласились.", "Կողմերը համաձայնեցին։", "| a | b |", "| --- | --- |", "| < | ^ |", "| \\| |",
    "[^1]", "[^*]",
    "[^1]: A note.", "[^*]: Another.", "::body", "::preamble", "::conclusions", "::0", "::1", "::2 (a)", "# ", "\\",
    "**", "//", "{{^", "{{_", "}}", "https://example.org/a//b", "*", "/", "[", "::", "1.5 metres", "\u00a0",
    "№ 3", "\t",
)  # fmt: skip


def markings() -> SearchStrategy[str]:
    """Whatever somebody may type or paste: pieces of treaties, marks whole and broken, and plain noise."""
    noise = st.text(st.characters(codec="utf-8", max_codepoint=0x5FF), max_size=12)
    piece = st.one_of(st.sampled_from(_SNIPPETS), st.sampled_from(_SNIPPETS), noise)
    indents, gaps = st.sampled_from([0, 0, 0, 2, 3, 4]), st.sampled_from(["\n", "\n\n"])
    line = st.builds(_line, indents, st.lists(piece, max_size=4), gaps)
    return st.lists(line, max_size=14).map("".join)


def _line(indent: int, pieces: list[str], gap: str) -> str:
    return " " * indent + " ".join(pieces) + gap
