"""The JSON Schema (2020-12) of rules of procedure; it refers to those of `comity.procedure.schema` by name."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

TEXT = resources.files(__package__).joinpath("standing-rules.schema.json").read_text(encoding="utf-8")
SCHEMA: dict[str, Any] = json.loads(TEXT)
