"""A table is written by acts, or derived from them, or named as neither: nothing may be both kept and thrown away."""

from __future__ import annotations

import importlib

from django.apps import apps

from comity.record.derived import Derived
from comity.record.rows import Projection

OURS = [model for model in apps.get_models(include_auto_created=False) if model.__module__.startswith("comity.")]


def kept_apart(model) -> bool:
    room = importlib.import_module(f"{apps.get_app_config(model._meta.app_label).name}.models")
    return model in getattr(room, "KEPT_APART", ())


def test_every_model_of_the_project_is_of_one_kind():
    kinds = {
        model._meta.label: [issubclass(model, Projection), issubclass(model, Derived), kept_apart(model)]
        for model in OURS
    }
    assert len(kinds) > 20
    assert {label: found for label, found in kinds.items() if sum(found) != 1} == {}
