"""A procedure in plain words, and publishing one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comity.cases.acts import PublishProcedure
from comity.cases.models import Procedure
from comity.pages import moments, vocabulary, words
from comity.pages.access import public, requires_person
from comity.parties.languages_form import LanguagesForm
from comity.parties.models import Body
from comity.parties.rules import Power
from comity.procedure import notation
from comity.procedure.check import check_file
from comity.procedure.errors import RuleError
from comity.procedure.stages import Procedure as Form
from comity.procedure.stages import Stage
from comity.record.signing import first_step, propose, require_power

MAX_PROCEDURE = 256 * 1024


class ProcedureForm(LanguagesForm):
    """A procedure as a YAML or JSON file."""

    file = forms.FileField(label=gettext_lazy("File"), help_text=gettext_lazy("YAML or JSON, 256 KB at most."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask("title", _("Title"))
        self.order_fields([*(f"title_{language}" for language in self.known), "file"])

    def clean_file(self) -> Any:
        """The procedure as data; refused with what the check finds wrong in it."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_PROCEDURE:
            raise forms.ValidationError(_("The file is larger than 256 KB."))
        try:
            source = notation.load(file.read())
            found = [one for one in check_file(source)["findings"] if one["level"] == "error"]
        except RuleError as error:
            raise forms.ValidationError(words.said(error)) from error
        if found:
            raise forms.ValidationError([f"{one['place']}: {one['says']}" for one in found])
        return source


@require_safe
@public
def procedure(request: HttpRequest, name: str, version: int) -> HttpResponse:
    """A procedure in plain words: who is asked what, by when, and where each outcome leads."""
    found = Procedure.objects.filter(name=name, version=version).first()
    if found is None:
        raise Http404
    if request.GET.get("format") == "json":
        return JsonResponse(found.source)
    form = Form.parse(found.source)
    titles = {stage.id: words.in_language(stage.title or stage.id).text for stage in form.stages}
    bodies = dict(Body.objects.values_list("id", "name"))
    context = {
        "procedure": found,
        "stages": [_stage(stage, titles, bodies) for stage in form.stages],
        "findings": check_file(found.source)["findings"],
        "versions": Procedure.objects.filter(name=name).order_by("-version"),
    }
    return render(request, "cases/procedure.html", context)


def _stage(stage: Stage, titles: dict[str, str], bodies: dict[str, Any]) -> dict[str, Any]:
    who = words.in_language(bodies.get(stage.body or "", stage.body or "")).text
    return {
        "stage": stage,
        "title": titles[stage.id],
        "who": _("every member by itself") if stage.each_member else who,
        "positions": [str(vocabulary.choice(word)) for word in stage.positions],
        "leads": [
            (vocabulary.status(outcome).label, titles.get(target) or vocabulary.status(target).label)
            for outcome, target in stage.then.items()
        ],
        "deadline": moments.span(stage.deadline.months, stage.deadline.days, stage.deadline.hours)
        if stage.deadline
        else "",
        "signature": vocabulary.signature(stage.signature).label,
    }


@require_http_methods(["GET", "POST"])
@requires_person
def publish_procedure(request: HttpRequest) -> HttpResponse:
    """Publish a version of a procedure; it is checked first, and never changes afterwards."""
    require_power(request, Power.PUBLISH_PROCEDURE)
    form = ProcedureForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        source = form.cleaned_data["file"]
        act = PublishProcedure(title=form.said("title"), source=source)
        pairs = [
            (_("Title"), words.in_language(act.title).text),
            (_("Procedure"), f"{source['procedure']}, {_('version')} {source.get('version', 1)}"),
        ]
        back = reverse("organisation")
        return propose(request, act, heading=_("Publish a procedure"), pairs=pairs, back=back, then=back)
    return first_step(request, form, _("Publish a procedure"), back=reverse("organisation"), wide=True)
