"""Data of a profile read into its form; what does not fit is said with its place, what was found, what was expected."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from comity.procedure import notation
from comity.site.profiles import faults

Shape = TypeVar("Shape", bound=BaseModel)
MAX_FAULTS = 50
_KINDS = {
    "missing": "a value here",
    "extra_forbidden": "no such key",
    "string_type": "a text",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "int_type": "a whole number",
}


def shaped(form: type[Shape], data: Any, *, file: str, place: str = "") -> Shape | list[faults.Fault]:
    """``data`` in its form, or everything that is wrong with it (at most 50 mistakes)."""
    try:
        return form.model_validate(data)
    except ValidationError as error:
        return mistakes(error, file=file, place=place, root=form)


def mistakes(
    error: ValidationError, *, file: str, place: str = "", root: type[BaseModel] | None = None
) -> list[faults.Fault]:
    """What a validation found, each mistake once, in the profile's own words."""
    found: dict[str, faults.Fault] = {}
    for one in error.errors(include_url=False)[:MAX_FAULTS]:
        missing = one["type"] == "missing"
        where = _path(place, one["loc"]) or "file"
        value = "nothing" if missing else notation.shown(_plain(one["input"]))
        found.setdefault(where, faults.WrongShape(file, where, value, _expected(one, root)))
    return list(found.values())


def _path(place: str, parts: tuple[int | str, ...]) -> str:
    """``parties[3].since`` from the parts of a place; names of branches of a union are left out."""
    text = place
    for part in parts:
        if isinstance(part, int):
            text += f"[{part}]"
        elif part in _BRANCHES or part.startswith(("(", "constrained-")) or "[" in part:
            continue
        else:
            text += f".{part}" if text else part
    return text


_BRANCHES = ("int", "str")


def _expected(one: Any, root: type[BaseModel] | None) -> str:
    kind = one["type"]
    if kind == "extra_forbidden" and root is not None and len(one["loc"]) == 1:
        known = [field.alias or name for name, field in root.model_fields.items()]
        return notation.choices(known, limit=20)
    if "weights" in one["loc"]:
        return "a whole number, or a fraction such as 1/3"
    if kind in _KINDS:
        return _KINDS[kind]
    said = str(one["msg"])
    for opening in ("Value error, ", "Input should be ", "String should "):
        said = said.removeprefix(opening)
    return said.rstrip(".")


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | bool | list | dict | type(None)) else str(value)
