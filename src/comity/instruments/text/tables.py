"""Tables in plain text: rows of ``| cells |``; a row of dashes parts the headings from the rest.

A cell ``<`` belongs to the one on its left, a cell ``^`` to the one above; ``\\n`` is a line break within a cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from comity.instruments.text.structure import Cell, Run

_BAR = re.compile(r"(?<!\\)((?:\\\\)*)\|")
_RULE = re.compile(r":?-{3,}:?")
_BREAK = re.compile(r"(?<!\\)((?:\\\\)*)\\n")

RunsOf = Callable[[str], tuple[Run, ...]]


def rows_of(lines: Sequence[str], runs_of: RunsOf) -> tuple[tuple[Cell, ...], ...]:
    """The cells of a table, row by row, each with the columns and rows it spans."""
    grid, heads = grid_of(lines)
    width = max(map(len, grid), default=0)
    grid = [[*row, *[""] * (width - len(row))] for row in grid]
    taken: set[tuple[int, int]] = set()
    found: list[tuple[Cell, ...]] = []
    for y, row in enumerate(grid):
        cells: list[Cell] = []
        for x, text in enumerate(row):
            if (y, x) in taken:
                continue
            columns, rows = _span(grid, taken, y, x)
            taken |= {(y + down, x + right) for down in range(rows) for right in range(columns)}
            cells.append(Cell(runs_of(_BREAK.sub("\\1\n", text)), y < heads, columns, rows))
        found.append(tuple(cells))
    return tuple(found)


def grid_of(lines: Sequence[str]) -> tuple[list[list[str]], int]:
    """The cells as written, and how many rows are headings."""
    grid, heads = list[list[str]](), 0
    for line in lines:
        cells = _cells(line)
        if grid and not heads and cells and all(_RULE.fullmatch(cell) for cell in cells):
            heads = len(grid)
        else:
            grid.append(cells)
    return grid, heads


def written(rows: Sequence[Sequence[Cell]], words_of: Callable[[Sequence[Run]], str]) -> list[str]:
    """The lines of a table; what `rows_of` reads back."""
    grid = _unfolded(rows, words_of)
    heads = next((y for y, row in enumerate(rows) if not row or not all(cell.heading for cell in row)), len(rows))
    lines = [f"| {' | '.join(row)} |" if row else "| |" for row in grid]
    if heads:
        lines.insert(heads, "|" + " --- |" * max(map(len, grid), default=1))
    return lines


def _cells(line: str) -> list[str]:
    parts, start = list[str](), 0
    for match in _BAR.finditer(line):
        parts.append(line[start : match.end() - 1])
        start = match.end()
    parts.append(line[start:])
    inner = parts[1:] if not parts[0].strip() else parts
    if len(inner) > 1 and not inner[-1].strip():
        inner = inner[:-1]
    return [part.strip() for part in inner]


def _span(grid: list[list[str]], taken: set[tuple[int, int]], y: int, x: int) -> tuple[int, int]:
    """How many columns and rows belong to the cell at ``y``, ``x``; a whole row is never covered."""
    width, right = len(grid[y]), x + 1
    while right < width and grid[y][right] == "<" and (y, right) not in taken:
        right += 1
    covered = ["^", *["<"] * (right - x - 1)]
    below = y + 1
    while below < len(grid) and grid[below][x:right] == covered and not _is_swallowed(grid[below]):
        below += 1
    return right - x, below - y


def _is_swallowed(row: list[str]) -> bool:
    return all(text in ("<", "^") for text in row)


def _unfolded(rows: Sequence[Sequence[Cell]], words_of: Callable[[Sequence[Run]], str]) -> list[list[str]]:
    covered: dict[tuple[int, int], str] = {}
    grid: list[list[str]] = []
    for y, row in enumerate(rows):
        line: list[str] = []
        for cell in row:
            _take_covered(line, covered, y)
            x = len(line)
            line.append(_cell_text(words_of(cell.runs)))
            line += ["<"] * (cell.columns - 1)
            for below in range(y + 1, y + cell.rows):
                covered |= {(below, x): "^"} | {(below, at): "<" for at in range(x + 1, x + cell.columns)}
        _take_covered(line, covered, y)
        grid.append(line)
    return grid


def _take_covered(line: list[str], covered: dict[tuple[int, int], str], y: int) -> None:
    while (y, len(line)) in covered:
        line.append(covered[y, len(line)])


def _cell_text(text: str) -> str:
    """A cell as written: bars and the signs of merged cells taken literally."""
    if text in ("<", "^") or _RULE.fullmatch(text):
        text = "\\" + text
    return re.sub(r"(?<!\\)((?:\\\\)*)\|", r"\1\\|", text).replace("\n", "\\n")
