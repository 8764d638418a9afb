"""How every form of the site is drawn, allauth's too."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class OneStyle(TemplatesSetting):
    """The one form style: errors summed up and linked, labels above, help below the label, fieldsets for choices."""

    form_template_name = "comity/components/form.html"
    field_template_name = "comity/components/field.html"
