"""What a redline says: nothing of either text is lost in it, and what was moved or renumbered is not called new."""

from __future__ import annotations

from hypothesis import given, settings

from comity.instruments.text import Entry, Fate, Text, difference, parse, read
from comity.instruments.text.drawing import markings
from comity.instruments.text.redline import ComparedParagraph, Mark, pieces_of
from comity.instruments.text.structure import Note, Run, Words
from comity.instruments.text.units import units_of

CONVENTION = """CONVENTION on Warning

Article 1. Object

The Parties warn each other of floods that may cross a border.

Article 2. Centres

1. Each Party maintains a warning centre that can be reached at all hours.

2. Each Party informs the secretariat of its address within thirty days.

Article 3. Costs

Each Party bears the costs of its own participation in this Convention.
"""


def text_of(marking: str) -> Text:
    return parse(marking, language="en")


def touched(old: str, new: str) -> dict[str, Entry]:
    return {entry.new or entry.old: entry for entry in difference(text_of(old), text_of(new)) if entry.is_touched}


def side(entries: tuple[Entry, ...], without: Mark, gone: Fate) -> list[list[Run]]:
    """What one of the two texts says, unit by unit, according to the redline."""
    found = []
    for entry in entries:
        if entry.fate in (gone, Fate.MOVED_AWAY):
            continue
        runs = [piece.run for piece in entry.heading if piece.mark != without]
        for block in entry.blocks:
            cells = (
                [block]
                if isinstance(block, ComparedParagraph)
                else [cell for row in block.rows if row.mark != without for cell in row.cells]
            )
            if block.mark != without:
                runs += [piece.run for cell in cells for piece in cell.pieces if piece.mark != without]
        found.append(runs)
    return found


def said(runs: list[Run]) -> str:
    return "".join(run.text if isinstance(run, Words) else f"[{run.marker} {run.words}]" for run in runs)


def unit_words(text: Text) -> list[str]:
    found = []
    for unit in units_of(text):
        runs: list[Run] = list(unit.heading)
        for block in unit.blocks:
            if hasattr(block, "runs"):
                runs += block.runs
            else:
                runs += [run for row in block.rows for cell in row for run in cell.runs]
        found.append(said(runs))
    return found


@settings(max_examples=200, deadline=None)
@given(markings(), markings())
def test_every_word_of_both_texts_is_in_the_redline(first: str, second: str) -> None:
    old, new = read(first, language="en").text, read(second, language="en").text
    entries = difference(old, new)
    assert [said(runs) for runs in side(entries, "removed", Fate.DELETED)] == unit_words(new)
    assert sorted(said(runs) for runs in side(entries, "added", Fate.INSERTED)) == sorted(unit_words(old))


@settings(max_examples=100, deadline=None)
@given(markings())
def test_a_text_does_not_differ_from_itself(marking: str) -> None:
    text = read(marking, language="en").text
    assert not [entry for entry in difference(text, text) if entry.is_touched]


def test_a_changed_paragraph_shows_the_words_that_changed() -> None:
    found = touched(CONVENTION, CONVENTION.replace("thirty days", "sixty working days"))
    assert list(found) == ["art_2__para_2"]
    pieces = found["art_2__para_2"].blocks[0].pieces  # type: ignore[union-attr]
    assert [(piece.mark, piece.run.text) for piece in pieces[1:]] == [  # type: ignore[union-attr]
        ("removed", "thirty"),
        ("added", "sixty working"),
        ("same", " days."),
    ]


def test_articles_after_an_inserted_one_are_renumbered_and_not_new() -> None:
    new = CONVENTION.replace("Article 3", "Article 4").replace(
        "Article 2. Centres", "Article 2. Exercises\n\nThe centres exercise every year.\n\nArticle 3. Centres"
    )
    found = touched(CONVENTION, new)
    assert {name: entry.fate for name, entry in found.items()} == {
        "art_2": Fate.INSERTED,
        "art_3": Fate.SAME,
        "art_4": Fate.SAME,
    }
    assert (found["art_3"].old, found["art_3"].old_number, found["art_3"].moved) == ("art_2", "Article 2.", False)


def test_an_article_that_was_moved_is_shown_at_both_places() -> None:
    articles = CONVENTION.split("Article ")
    new = "Article ".join([articles[0], articles[3].replace("3.", "1.") + "\n", *articles[1:3]])
    entries = [entry for entry in difference(text_of(CONVENTION), text_of(new)) if entry.moved]
    assert {(entry.fate, entry.old, entry.new) for entry in entries} == {
        (Fate.SAME, "art_3", "art_1"),
        (Fate.MOVED_AWAY, "art_3", "art_1"),
    }


def test_a_paragraph_that_went_into_another_article_is_moved_and_its_change_shown() -> None:
    paragraph = "Each Party informs the secretariat of its address within"
    new = CONVENTION.replace(f"2. {paragraph} thirty days.\n\n", "").replace(
        "in this Convention.\n", f"in this Convention.\n\n{paragraph} ninety days.\n"
    )
    new = new.replace("Each Party bears", "1. Each Party bears").replace(
        f"{paragraph} ninety", f"2. {paragraph} ninety"
    )
    moved = touched(CONVENTION, new)["art_3__para_2"]
    assert (moved.fate, moved.moved, moved.old) == (Fate.CHANGED, True, "art_2__para_2")


def test_a_deleted_article_stands_where_it_stood() -> None:
    start, end = CONVENTION.index("Article 2"), CONVENTION.index("Article 3")
    entries = difference(text_of(CONVENTION), text_of(CONVENTION[:start] + CONVENTION[end:]))
    assert [(entry.old, entry.fate) for entry in entries] == [
        ("preface", Fate.SAME),
        ("art_1", Fate.SAME),
        ("art_2", Fate.DELETED),
        ("art_2__para_1", Fate.DELETED),
        ("art_2__para_2", Fate.DELETED),
        ("art_3", Fate.SAME),
    ]


def test_an_article_with_a_new_heading_is_known_by_its_paragraphs() -> None:
    found = touched(CONVENTION, CONVENTION.replace("Article 2. Centres", "Article 2. Where to call"))
    assert {name: entry.fate for name, entry in found.items()} == {"art_2": Fate.CHANGED}


def test_a_footnote_that_changed_and_a_style_are_changes() -> None:
    before, after = (
        (Words("within "), Note("1", (Words("days"),))),
        (Words("within ", "bold"), Note("1", (Words("hours"),))),
    )
    assert [piece.mark for piece in pieces_of(before, after)] == ["removed", "removed", "added", "added"]


def test_a_cell_of_a_table_that_changed_is_shown_in_its_place() -> None:
    table = "| Station | Level |\n| --- | --- |\n| Upper | 3 m |\n| Lower | 5 m |\n"
    found = touched(f"{CONVENTION}\nAnnex 1\n\n{table}", f"{CONVENTION}\nAnnex 1\n\n{table.replace('5 m', '6 m')}")
    rows = found["att_1"].blocks[0].rows  # type: ignore[union-attr]
    assert [[piece.mark for cell in row.cells for piece in cell.pieces] for row in rows][-1] == [
        "same",
        "removed",
        "added",
        "same",
    ]
