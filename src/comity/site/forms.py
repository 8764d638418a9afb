"""How every form of the site is drawn, allauth's too."""

from __future__ import annotations

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest


class OneStyle(TemplatesSetting):
    """The one form style: errors summed up and linked, labels above, help below the label, fieldsets for choices."""

    form_template_name = "comity/components/form.html"
    field_template_name = "comity/components/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """Nothing stands inside an empty field: a placeholder looks like an answer and vanishes when one begins."""
        if template_name == self.field_template_name:
            context["field"].field.widget.attrs.pop("placeholder", None)
        return super().render(template_name, context, request)
