"""The JSON Schemas of the format, made from `form.py`, so that editors know what the loader accepts."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from comity.record.acts import OpenRecord, registry
from comity.site.profiles.form import EntryShape, FileContent, ProfileFile, TextContent

DIALECT = "https://json-schema.org/draft/2020-12/schema"
BASE = "https://comity.example/schemas/"


def profile_schema() -> dict[str, Any]:
    """The schema of `profile.yaml`."""
    return _document("profile.schema.json", ProfileFile.model_json_schema())


def story_schema() -> dict[str, Any]:
    """The schema of `story.yaml`: a list of acts, of the types that exist."""
    schema = TypeAdapter(list[EntryShape]).json_schema()
    entry = schema["$defs"]["EntryShape"]
    types = sorted(name for name, act in registry.items() if act is not OpenRecord)
    entry["properties"]["do"] = {
        "description": "The type of the act.",
        "oneOf": [{"const": name, "description": _purpose(name)} for name in types],
    }
    contents = TypeAdapter(FileContent | TextContent).json_schema()["$defs"]
    schema["$defs"].update(contents)
    entry["properties"]["with"]["additionalProperties"] = {"$ref": "#/$defs/Value"}
    schema["$defs"]["Value"] = {
        "description": "A value of the payload; a text such as today+20d, now-3d or $name is resolved, a content is "
        "replaced by its digest.",
        "anyOf": [
            {"$ref": "#/$defs/FileContent"},
            {"$ref": "#/$defs/TextContent"},
            {"type": ["string", "integer", "boolean", "null"]},
            {"type": "array", "items": {"$ref": "#/$defs/Value"}},
            {
                "type": "object",
                "propertyNames": {"not": {"enum": ["file", "text"]}},
                "additionalProperties": {"$ref": "#/$defs/Value"},
            },
        ],
    }
    return _document("story.schema.json", {**schema, "title": "Story"})


def files() -> dict[str, str]:
    """The files of the schemas, by name."""
    schemas = {"profile.schema.json": profile_schema(), "story.schema.json": story_schema()}
    return {name: json.dumps(schema, indent=2, ensure_ascii=False) + "\n" for name, schema in schemas.items()}


def _document(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"$schema": DIALECT, "$id": BASE + name, **schema}


def _purpose(name: str) -> str:
    return " ".join((registry[name].__doc__ or "").split("\n\n", 1)[0].split())
