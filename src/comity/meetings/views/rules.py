"""Rules of procedure in plain words, publishing them, and saying which body follows which."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.meetings import acts, queries, standing, standing_rules
from comity.meetings.models import BodyRules, RulesVersion
from comity.meetings.standing_rules import Notice, StandingRules
from comity.meetings.views import words as said
from comity.pages import words
from comity.pages.access import public, requires_person
from comity.pages.forms import chosen_word
from comity.parties.models import Body
from comity.parties.rules import Power
from comity.procedure import notation
from comity.procedure.errors import RuleError
from comity.procedure.formula import Formula, as_data
from comity.procedure.notation import Duration
from comity.record.signing import first_step, propose, require_power

MAX_RULES = 256 * 1024
WHO = {
    "member": gettext_lazy("members"),
    "observer": gettext_lazy("observers"),
    "partner": gettext_lazy("partners"),
    "secretariat": gettext_lazy("the secretariat"),
    "chair": gettext_lazy("the chair"),
}
DECIDED = {
    "chair": gettext_lazy("the chair rules"),
    "vote": gettext_lazy("put to the vote"),
    "consensus": gettext_lazy("by consensus"),
}


@require_safe
@public
def rules(request: HttpRequest, name: str, version: int) -> HttpResponse:
    """A set of rules of procedure in plain words, or as data."""
    found = RulesVersion.objects.filter(name=name, version=version).first()
    if found is None:
        raise Http404
    if request.GET.get("format") == "json":
        return JsonResponse(found.source)
    parsed = standing.parsed(found)
    followed = BodyRules.objects.filter(rules=found.id).values_list("body", flat=True)
    context = {
        "rules": found,
        "parsed": parsed,
        "sessions": [(said.label(said.KINDS, kind), _notice(one)) for kind, one in parsed.sessions.items()],
        "facts": _facts(parsed),
        "motions": [_motion(one) for one in parsed.motions],
        "bodies": list(queries.body_names(followed).values()),
        "versions": RulesVersion.objects.filter(name=name).order_by("-version"),
    }
    return render(request, "meetings/rules.html", context)


def spelled(span: Duration) -> str:
    """A span in words: `30 days`, `2 months and 3 days`, `48 hours`."""
    parts = []
    if span.months:
        parts.append(ngettext("%(number)d month", "%(number)d months", span.months) % {"number": span.months})
    if span.days:
        parts.append(ngettext("%(number)d day", "%(number)d days", span.days) % {"number": span.days})
    if span.hours:
        parts.append(ngettext("%(number)d hour", "%(number)d hours", span.hours) % {"number": span.hours})
    return ", ".join(parts) or _("at once")


def _notice(notice: Notice) -> list[tuple[str, str]]:
    grounds = ", ".join(said.label(said.GROUNDS, ground) for ground in notice.shorter)
    return [
        (_("Notice"), spelled(notice.convening)),
        (_("Agenda"), spelled(notice.agenda)),
        (_("Documents"), spelled(notice.documents)),
        (_("Shorter on the ground of"), grounds),
        (_("but not shorter than"), spelled(notice.at_least) if grounds else ""),
    ]


def _facts(parsed: StandingRules) -> list[tuple[str, Any]]:
    speaking, credentials = parsed.speaking, parsed.credentials
    minutes = ", ".join(f"{said.label({}, kind)} {most}" for kind, most in speaking.minutes.items())
    return [
        (_("Languages"), ", ".join(parsed.languages)),
        (_("Items are proposed by"), _whom(parsed.agenda.proposed_by)),
        (_("Supplementary items"), _before(parsed.agenda.supplementary)),
        (_("Quorum to open"), _formula(parsed.quorum.to_open)),
        (_("Quorum to decide"), _formula(parsed.quorum.to_decide)),
        (_("Credentials are issued by"), ", ".join(said.label(said.ISSUERS, one) for one in credentials.issued_by)),
        (_("Credentials are due"), _before(credentials.due)),
        (_("May speak"), _whom(speaking.by)),
        (_("Minutes of speaking"), minutes),
        (_("Replies on an item"), str(speaking.reply.times) if speaking.reply else ""),
        (_("Vote"), _whom(parsed.voting.by)),
        (_("Ordinary decisions"), _formula(parsed.voting.rule().adopted_if)),
        (_("Decisions are numbered"), parsed.decisions.form),
        (_("Minutes may be corrected"), spelled(parsed.minutes.corrections)),
    ]


def _before(span: Duration) -> str:
    if span == Duration():
        return _("by the beginning")
    return _("%(span)s before the beginning") % {"span": spelled(span)}


def _formula(rule: Formula | None) -> str:
    """A formula in the words of the rules themselves: `count: present, at_least: 2/3`."""
    return "" if rule is None else _said(as_data(rule))


def _said(data: Any) -> str:
    if isinstance(data, dict):
        return ", ".join(f"{key}: {_said(value)}" for key, value in data.items())
    if isinstance(data, list):
        return f"[{'; '.join(map(_said, data))}]"
    return str(data)


def _whom(whom: tuple[Any, ...]) -> str:
    return ", ".join(str(WHO[one]) for one in whom)


def _motion(motion: Any) -> dict[str, Any]:
    return {
        "title": motion.title,
        "by": _whom(motion.moved_by),
        "for": motion.speakers.for_it,
        "against": motion.speakers.against,
        "decided": said.label(DECIDED, motion.decided_by),
        "cites": motion.cites,
    }


class RulesForm(forms.Form):
    """Rules of procedure as a YAML or JSON file."""

    file = forms.FileField(label=gettext_lazy("File"), help_text=gettext_lazy("YAML or JSON, 256 KB at most."))

    def clean_file(self) -> Any:
        """The rules as data; refused with the place of the first mistake."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_RULES:
            raise forms.ValidationError(_("The file is larger than 256 KB."))
        try:
            source = notation.load(file.read())
            standing_rules.parse(source)
        except RuleError as error:
            raise forms.ValidationError(words.said(error)) from error
        return source


@require_http_methods(["GET", "POST"])
@requires_person
def publish_rules(request: HttpRequest) -> HttpResponse:
    """Publish a version of rules of procedure."""
    require_power(request, Power.PUBLISH_PROCEDURE)
    form, heading, back = (
        RulesForm(request.POST or None, request.FILES or None),
        _("Publish rules of procedure"),
        _back(),
    )
    if request.method == "POST" and form.is_valid():
        source = form.cleaned_data["file"]
        parsed = standing_rules.parse(source)
        pairs = [
            (_("Title"), words.in_language(parsed.title).text),
            (_("Rules"), f"{parsed.id}, {_('version')} {parsed.version}"),
        ]
        then = reverse("standing_rules", args=[parsed.id, parsed.version])
        act = acts.PublishStandingRules(source=source)
        return propose(request, act, heading=heading, pairs=pairs, back=back, then=then)
    return first_step(request, form, heading, back=back, wide=True)


class FollowingForm(forms.Form):
    """A body and the rules it follows."""

    body = forms.ChoiceField(label=gettext_lazy("Body"))
    rules = forms.ChoiceField(label=gettext_lazy("Rules of procedure"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = Body.objects.filter(dissolved_at=None).order_by("id")
        versions = RulesVersion.objects.order_by("name", "-version")
        choices = {
            "body": [(one.id, words.in_language(one.name).text) for one in bodies],
            "rules": [(one.id, f"{words.in_language(one.title).text} ({one.id})") for one in versions],
        }
        for name, listed in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = listed


@require_http_methods(["GET", "POST"])
@requires_person
def follow_rules(request: HttpRequest) -> HttpResponse:
    """Say which rules of procedure a body follows from now on."""
    require_power(request, Power.PUBLISH_PROCEDURE)
    if not RulesVersion.objects.exists():
        return redirect("publish_rules")
    form, heading, back = FollowingForm(request.POST or None), _("Rules of procedure of a body"), _back()
    if request.method == "POST" and form.is_valid():
        act = acts.FollowRules(body=form.cleaned_data["body"], rules=form.cleaned_data["rules"])
        pairs = [(_("Body"), chosen_word(form, "body")), (_("Rules"), chosen_word(form, "rules"))]
        return propose(request, act, heading=heading, pairs=pairs, back=back, then=back)
    lead = _("Sessions convened from now on keep to them; those convened before keep to theirs.")
    return first_step(request, form, heading, back=back, lead=lead)


def _back() -> str:
    return reverse("sessions")
