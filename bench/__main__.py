"""`make bench`: every figure beside its limit or peer, from the same run."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from typing import Any

import bench


def main(*wanted: str) -> None:
    """Run the benchmarks named, or all of them, and print a line for each figure."""
    for module in pkgutil.iter_modules(bench.__path__):
        if module.name.startswith("_") or (wanted and module.name not in wanted):
            continue
        run = getattr(importlib.import_module(f"bench.{module.name}"), "run", None)
        if run is None:
            continue
        sys.stdout.write(f"\n{module.name}\n")
        for row in run():
            sys.stdout.write(line(row) + "\n")
            sys.stdout.flush()


def line(row: dict[str, Any]) -> str:
    """A figure, its limit or peer, and the ratio."""
    figure = row["figure"]
    said = f"{figure:,.3g}" if isinstance(figure, float) else f"{figure:,}" if isinstance(figure, int) else str(figure)
    beside = "  ".join(f"{name} {row[name]}" for name in ("limit", "peer", "ratio") if row.get(name) is not None)
    return f"  {row['name']:<72} {said:>12} {row.get('unit', ''):<14} {beside}"


if __name__ == "__main__":
    main(*sys.argv[1:])
