"""Typst, run in a process of its own: bounded in time and memory, and nothing of it stays.

The typst library keeps what it has laid out, some 140 MB for a hundred pages and up to ten documents of them, in the
process that called it. A child of 20 ms start-up keeps a web worker small, and can be ended when a document takes too
long. This file is also the child's program (`python -I press.py`); it imports nothing of Comity there.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).parent.parent
FONTS = Path(__file__).parent / "fonts"
SECONDS = 90
MEMORY = 3 * 1024**3


class TemplateBroken(Exception):
    """The template {template} does not compile with its data: a mistake of ours, not of the person."""


class NotPrintable(Exception):
    """The data are not plain JSON values."""


def to_pdf(
    template: str,
    data: Mapping[str, Any],
    *,
    made_at: datetime | None = None,
    seconds: float = SECONDS,
) -> bytes:
    """The PDF (tagged, PDF/UA-1) of ``template`` filled with ``data``.

    ``template`` is its path below the package, such as ``"meetings/typst/minutes.typ"``; it reads the data with
    ``#import "/printing/typst/paper.typ": data``. ``data`` are JSON values; their strings may come from anyone. With
    the same data and ``made_at`` the bytes are the same. Raises `PrintingTooLong`, `TemplateBroken`, `NotPrintable`.
    """
    from comity.printing.refusals import PrintingTooLong
    from comity.printing.typefaces import printable

    def cleaned(value: Any) -> Any:
        match value:
            case str():
                return printable(value).text
            case Mapping():
                return {str(key): cleaned(one) for key, one in value.items()}
            case list() | tuple():
                return [cleaned(one) for one in value]
            case bool() | int() | float() | None:
                return value
        raise NotPrintable(f"{type(value).__name__} is not a JSON value")

    moment = int(made_at.timestamp()) if made_at else 0
    job = {"template": template, "data": json.dumps(cleaned(data), ensure_ascii=False), "at": moment}
    command = [sys.executable, "-I", __file__]
    try:
        child = subprocess.run(  # noqa: S603 (our own program, no shell; what people wrote goes by standard input)
            command, input=json.dumps(job).encode(), capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as slow:
        raise PrintingTooLong(seconds=seconds) from slow
    if child.returncode != 0:
        raise TemplateBroken(f"{template}: {child.stderr.decode(errors='replace')[-2000:]}")
    return child.stdout


def _child(job: Mapping[str, Any]) -> bytes:
    import typst

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    pdf = typst.compile(
        str(HOUSE / job["template"]),
        root=str(HOUSE),
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": job["data"]},
        pdf_standards=["ua-1"],
        timestamp=job["at"],
        # No package is ever looked for elsewhere.
        package_path=str(HOUSE / "printing" / "typst"),
        package_cache_path=str(HOUSE / "printing" / "typst"),
    )
    assert pdf is not None
    return pdf


if __name__ == "__main__":
    try:
        sys.stdout.buffer.write(_child(json.load(sys.stdin.buffer)))
    except Exception as failed:
        sys.exit(str(getattr(failed, "diagnostic", failed)))
