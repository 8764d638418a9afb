"""The shapes of released acts, in one file. At a release: ``python src/comity/record/tests/released_acts.py``.

What a payload leaves out is meant by its default, so a changed default would rewrite what was done years ago; so would
any other change of a shape. A changed act gets the next version, and `raised` from the one before.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "data" / "released_acts.json"


def shapes() -> dict[str, Any]:
    """The JSON Schema of every registered act by its type and version, without the words that explain it."""
    from comity.record.acts import registry

    return {f"{name}@{act.version}": _bare(act.model_json_schema()) for name, act in sorted(registry.items())}


def released() -> dict[str, Any]:
    """Those of the acts that releases have had."""
    return json.loads(FILE.read_text())


def _bare(schema: Any) -> Any:
    if isinstance(schema, dict):
        named = schema.get("properties", {})
        kept = {key: _bare(value) for key, value in schema.items() if key not in ("description", "title", "properties")}
        if named:
            kept["properties"] = {name: _bare(value) for name, value in named.items()}
        return kept
    if isinstance(schema, list):
        return [_bare(one) for one in schema]
    return schema


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.site.settings")
    os.environ.setdefault("COMITY_SECRET_KEY", "none is needed")
    django.setup()
    before = released() if FILE.exists() else {}
    FILE.write_text(json.dumps({**before, **shapes()}, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
