"""A template that a view, a tag or another template names must be there: the mistake shows only when somebody asks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

PACKAGE = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"""["'](?P<name>[a-z_]+(?:/[a-z_]+)+\.(?:html|txt|xml))["'#]""")
FOLDERS = {path.name for path in PACKAGE.glob("*/templates/*") if path.is_dir()}


def named() -> list[tuple[str, str]]:
    sources = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("templates/**/*.html")]
    return sorted(
        {
            (found["name"], str(path.relative_to(PACKAGE)))
            for path in sources
            if "tests" not in path.parts
            for found in NAMED.finditer(path.read_text())
            if found["name"].split("/")[0] in FOLDERS
        }
    )


def test_the_sources_name_templates() -> None:
    assert len(named()) > 50


@pytest.mark.parametrize(("name", "source"), named())
def test_the_template_is_there(name: str, source: str) -> None:
    assert get_template(name)
