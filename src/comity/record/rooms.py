"""Which rooms there are, and the doors that they have in common: every installed room's module of one name."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps


@cache
def modules(name: str) -> tuple[ModuleType, ...]:
    """``<room>/<name>.py`` of every room that has one, in the order of ``INSTALLED_APPS``."""
    names = (f"{config.name}.{name}" for config in apps.get_app_configs() if config.name.startswith("comity."))
    return tuple(import_module(found) for found in names if find_spec(found))
