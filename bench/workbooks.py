"""The workbook of an import: 10,000 rows of 20 columns read, taken and given back annotated, in its own process."""

from __future__ import annotations

import datetime
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from comity.enterprises.workbooks import Column, Kind, annotated, read_grid, take

ROWS, COLUMNS = 10_000, 20
LIMIT_READ = 1.0  # seconds
LIMIT_DRY_RUN = 15.0
LIMIT_MEMORY = 500  # MB
EVERY_BAD = 10
"""Each tenth row has something wrong."""


def columns() -> tuple[Column, ...]:
    """Twenty columns of all kinds, as a register of licences would ask for."""
    first = (
        Column("number", Kind.TEXT, ("licence number",), required=True, unique=True),
        Column("name", Kind.TEXT, ("name",), required=True),
        Column("issued", Kind.DATE, ("date of issue",), required=True),
        Column("until", Kind.DATE, ("valid until",)),
        Column("staff", Kind.INTEGER, ("employees",)),
        Column("turnover", Kind.NUMBER, ("turnover",)),
        Column("open", Kind.YES_NO, ("open to offers",)),
        Column("cpv", Kind.CODES, ("cpv codes",), pattern=r"\d{8}(-\d)?"),
    )
    rest = tuple(Column(f"note{n}", Kind.TEXT, (f"remark {chr(97 + n)}",)) for n in range(COLUMNS - len(first)))
    return first + rest


def workbook() -> bytes:
    """The workbook that is read: texts, numbers, dates, dates as texts; 1,000 rows with something wrong."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Register")
    sheet.append([column.words[0] for column in columns()])
    day = datetime.date(2025, 3, 1)
    for row in range(ROWS):
        bad = row % EVERY_BAD == 0
        cells: list[Any] = [f"L-{row:06}", None if bad else f"Предприятие «Аист» {row}", day, "31.12.2027", row % 500]
        cells += ["1 234,50", "да", "35110000-8; 38600000" if not bad else "35110"]
        cells += [f"remark {row} in column {n}" for n in range(COLUMNS - len(cells))]
        sheet.append(cells)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def run() -> list[dict[str, Any]]:
    """The figures of this benchmark (see `bench`)."""
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as place:
        path = Path(place) / "register.xlsx"
        path.write_bytes(workbook())
        command = [sys.executable, "-W", "ignore", "-m", "bench.workbooks", str(path)]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    name = f"an XLSX of {ROWS:,} × {COLUMNS}"
    done = f"of {found['faults']:,} faults"
    return [
        _row(f"{name} read", found["read"], LIMIT_READ, "s"),
        _row(f"{name} read, its header found, every cell taken", found["taken"], LIMIT_DRY_RUN, "s"),
        _row(f"{name} given back with what is wrong ({done})", found["annotated"], LIMIT_DRY_RUN, "s"),
        _row("memory of the process at its highest", found["memory"], LIMIT_MEMORY, "MB"),
    ]


def _row(name: str, figure: float, limit: float, unit: str) -> dict[str, Any]:
    return {"name": name, "figure": figure, "unit": unit, "limit": limit, "ratio": f"{limit / figure:.1f}"}


def _measure(path: Path) -> dict[str, Any]:
    """Seconds of the processor for each step, the best of three of the first, and the process's memory in MB."""
    body = path.read_bytes()
    reads = []
    for _ in range(3):
        started = time.process_time()
        grid = read_grid(body)
        reads.append(time.process_time() - started)
    started = time.process_time()
    done = take(grid, columns())
    taken = min(reads) + time.process_time() - started
    assert len(grid.rows) == ROWS + 1
    assert len(done.records) == ROWS - ROWS // EVERY_BAD
    assert len(done.faults) == 2 * ROWS // EVERY_BAD
    given = annotated(done)
    back = time.process_time() - started + min(reads)
    assert len(given) > 100_000
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"read": min(reads), "taken": taken, "annotated": back, "memory": memory, "faults": len(done.faults)}


if __name__ == "__main__":
    print(json.dumps(_measure(Path(sys.argv[1]))))
