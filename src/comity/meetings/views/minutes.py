"""Minutes, the journal of the day and the communiqué: assembled from the record, issued, corrected, published."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comity.meetings import minutes_text, queries, sitting_record
from comity.meetings import sitting_refusals as refusals
from comity.meetings.acts import minutes as acts
from comity.meetings.models import Communique, Correction, Decision, Minutes, Session
from comity.meetings.views import words as said
from comity.pages import words
from comity.pages.access import public, requires_person
from comity.pages.viewer import viewer_of
from comity.parties.queries import languages
from comity.parties.rules import Power
from comity.record import content
from comity.record.acts import Act
from comity.record.signing import propose, require_power

MEDIA_TYPE = "text/markdown; charset=utf-8"


class TextsForm(forms.Form):
    """A text in every language of the session, assembled beforehand and free to be edited."""

    def __init__(self, *args: Any, drafts: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language, draft in drafts.items():
            self.fields[f"text_{language}"] = forms.CharField(
                label=words.for_language(_("Text"), language),
                initial=draft,
                max_length=200_000,
                widget=forms.Textarea(attrs={"rows": 18, "lang": language}),
            )

    def digests(self) -> dict[str, str]:
        """Deposit the texts; their digests by language."""
        return {
            name.removeprefix("text_"): content.deposit(text.replace("\r\n", "\n").encode(), MEDIA_TYPE)
            for name, text in self.cleaned_data.items()
        }


class CorrectionForm(forms.Form):
    """What the minutes read, and what they should read."""

    language = forms.ChoiceField(label=gettext_lazy("Language"))
    reads = forms.CharField(label=gettext_lazy("They read"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    should_read = forms.CharField(
        label=gettext_lazy("They should read"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, texts: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one, words.language_name(one)) for one in texts]
        self.texts = texts

    def clean(self) -> dict[str, Any]:
        """What is to be corrected stands in the minutes, in that language."""
        cleaned = super().clean() or {}
        text = " ".join(self.texts.get(cleaned.get("language", ""), "").split())
        if cleaned.get("reads") and " ".join(cleaned["reads"].split()) not in text:
            self.add_error("reads", _("The minutes do not read so in this language. Copy the passage from them."))
        return cleaned


@require_safe
@public
def minutes(request: HttpRequest, session: str) -> HttpResponse:
    """The minutes of a session in the reader's language, the corrections asked for, and the communiqué."""
    found = said.found_session(session)
    issued = Minutes.objects.filter(session=session).first()
    published = Communique.objects.filter(session=session).first()
    chosen, viewer = viewer_of(request).capacity, viewer_of(request)
    may_preside = said.may(viewer, found, Power.PRESIDE) and said.presides(viewer, found)
    public_communique = published if published and (published.status == "published" or may_preside) else None
    names, corrections = queries.party_names(), list(Correction.objects.filter(session=session).order_by("at"))
    adoption = _adoption(found, issued, corrections) if issued else ""
    context = {
        "session": found,
        "minutes": issued,
        "text": _shown(issued.texts, request.LANGUAGE_CODE) if issued else [],
        "corrections": [
            {"row": one, "party": names.get(one.party, one.party), "language": words.language_name(one.language)}
            for one in corrections
        ],
        "adoption": adoption,
        "may_adopt": bool(issued and issued.status == "issued" and not adoption),
        "communique": public_communique,
        "communique_text": _shown(public_communique.texts, request.LANGUAGE_CODE) if public_communique else [],
        "approving": _approving(published) if published else [],
        "may_preside": may_preside and found.status in ("open", "closed"),
        "may_correct": bool(issued and issued.status == "issued" and timezone.now() <= issued.until and chosen),
        "days": sitting_record.days(found),
    }
    return render(request, "meetings/minutes.html", context)


@require_safe
@public
def journal(request: HttpRequest, session: str, day: str) -> HttpResponse:
    """The journal of a day: what happened, item by item."""
    found = said.found_session(session)
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    text = minutes_text.written(
        minutes_text.journal(sitting_record.held(found), wanted), request.LANGUAGE_CODE, translation.gettext
    )
    return render(request, "meetings/journal.html", {"session": found, "text": blocks(text), "day": wanted})


@require_http_methods(["GET", "POST"])
@requires_person
def issue_minutes(request: HttpRequest, session: str) -> HttpResponse:
    """Issue the minutes: assembled from what happened, edited where need be."""
    found = said.found_session(session)
    require_power(request, Power.PRESIDE)
    issued = Minutes.objects.filter(session=session).first()
    drafts = _reissued(issued) if issued else assembled(found, minutes_text.minutes)
    form = TextsForm(_sent(request), drafts=drafts)
    if request.method == "POST" and form.is_valid():
        act = acts.IssueMinutes(session=session, texts=form.digests())
        return _proposed(request, act, _("Issue the minutes"), [(_("Languages"), ", ".join(sorted(act.texts)))])
    return _texts_page(request, form, found, _("Issue the minutes"))


@require_http_methods(["GET", "POST"])
@requires_person
def draft_communique(request: HttpRequest, session: str) -> HttpResponse:
    """Draft the communiqué from the decisions."""
    found = said.found_session(session)
    require_power(request, Power.PRESIDE)
    drafted = Communique.objects.filter(session=session).first()
    if drafted is not None and drafted.status != "draft":
        raise refusals.NoCommunique()
    if drafted is None or "anew" in request.GET:
        drafts = assembled(found, minutes_text.communique)
    else:
        drafts = _texts(drafted.texts)
    form = TextsForm(_sent(request), drafts=drafts)
    if request.method == "POST" and form.is_valid():
        act = acts.DraftCommunique(session=session, texts=form.digests())
        return _proposed(request, act, _("Draft the communiqué"), [(_("Languages"), ", ".join(sorted(act.texts)))])
    return _texts_page(request, form, found, _("Draft the communiqué"))


@require_http_methods(["GET", "POST"])
@requires_person
def ask_correction(request: HttpRequest, session: str) -> HttpResponse:
    """Ask to correct the minutes."""
    found = said.found_session(session)
    require_power(request, Power.ATTEND)
    issued = Minutes.objects.filter(session=session).first()
    if issued is None:
        raise Http404
    form = CorrectionForm(_sent(request), texts=_texts(issued.texts))
    heading = _("Ask for a correction")
    if request.method == "POST" and form.is_valid():
        act = acts.AskCorrection(session=session, **form.cleaned_data)
        pairs = [(_("They read"), act.reads), (_("They should read"), act.should_read)]
        return _proposed(request, act, heading, pairs)
    context = {"form": form, "heading": heading, "back": reverse("minutes", args=[session]), "lead": "", "wide": False}
    context["lead"] = words.in_language(found.title).text
    return render(request, "record/first_step.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET"])
@requires_person
def conclude(request: HttpRequest, session: str, step: str) -> HttpResponse:
    """The steps that need no form: a correction settled, minutes adopted, the communiqué approved and published."""
    said.found_session(session)
    require_power(request, Power.PRESIDE)
    given = request.GET
    makers = {
        "accept": lambda: (
            acts.SettleCorrection(session=session, correction=given["correction"], accepted=True),
            _("Accept the correction"),
        ),
        "decline": lambda: (
            acts.SettleCorrection(session=session, correction=given["correction"], accepted=False),
            _("Decline the correction"),
        ),
        "adopt": lambda: (acts.AdoptMinutes(session=session, in_session=_later(session)), _("Adopt the minutes")),
        "approve": lambda: (
            acts.ApproveCommunique(
                session=session, decision=given["decision"], draft=Communique.objects.get(session=session).version
            ),
            _("Approve the communiqué"),
        ),
        "publish": lambda: (acts.PublishCommunique(session=session), _("Publish the communiqué")),
    }
    if step not in makers:
        raise Http404
    try:
        act, heading = makers[step]()
        pairs = _about(given, session, step)
    except (KeyError, ValueError, Communique.DoesNotExist, Correction.DoesNotExist, Decision.DoesNotExist):
        raise Http404 from None
    return _proposed(request, act, heading, pairs)


def _reissued(issued: Minutes) -> dict[str, str]:
    """The minutes as issued, with the corrections that were accepted since."""
    accepted = Correction.objects.filter(session=issued.session, status="accepted").order_by("at")
    made: dict[str, list[tuple[str, str]]] = {}
    for one in accepted:
        made.setdefault(one.language, []).append((one.reads, one.should_read))
    texts = _texts(issued.texts)
    return {language: minutes_text.corrected(text, made.get(language, [])) for language, text in texts.items()}


def _adoption(session: Session, issued: Minutes, corrections: list[Correction]) -> str:
    """What the minutes still wait for before they can be adopted, in words; empty if they can be now."""
    if timezone.now() <= issued.until:
        return _("Delegations may still ask for corrections.")
    if any(one.status == "asked" for one in corrections):
        return _("A correction has not been settled yet.")
    if queries.rules_of(session).minutes.adopted == "next session" and _later(session.id) is None:
        return _("They are adopted at the next session of the body, once it is open.")
    return ""


def _approving(drafted: Communique) -> list[Decision]:
    """The decisions that can approve a draft: those taken since it was made."""
    since = Decision.objects.filter(session=drafted.session, taken_at__gte=drafted.drafted_at)
    return list(since.order_by("taken_at"))


def _about(given: Any, session: str, step: str) -> list[tuple[str, str]]:
    """What stands on the page of the second step, by what is done."""
    found = said.found_session(session)
    pairs = [(_("Session"), said.name_of(found))]
    if step in ("accept", "decline"):
        one = Correction.objects.get(id=given["correction"])
        by = queries.party_names().get(one.party, one.party)
        pairs += [
            (_("Asked for by"), words.in_language(by).text),
            (_("They read"), one.reads),
            (_("They should read"), one.should_read),
        ]
    elif step == "approve":
        decision = Decision.objects.get(id=given["decision"])
        pairs.append((_("Decision"), f"{decision.number} {words.in_language(decision.title).text}"))
    elif step == "adopt" and _later(session):
        pairs.append((_("Adopted at"), said.name_of(Session.objects.get(id=_later(session)))))
    return pairs


def assembled(session: Session, make: Any) -> dict[str, str]:
    """A text assembled from the record in every language of the organisation."""
    sections = make(sitting_record.held(session))
    texts = {}
    for language in languages():
        with translation.override(language):
            texts[language] = minutes_text.written(sections, language, translation.gettext)
    return texts


def blocks(text: str) -> list[dict[str, str]]:
    """A text as the page shows it: headings and paragraphs."""
    found = []
    for block in text.split("\n\n"):
        line = block.strip()
        if line:
            level = len(line) - len(line.lstrip("#"))
            found.append({"level": str(min(level, 2)), "text": line.lstrip("# ")})
    return found


def _shown(texts: dict[str, str], language: str) -> list[dict[str, str]]:
    digest = texts.get(language) or texts.get("en") or next(iter(texts.values()))
    return blocks(content.read(digest).decode())


def _texts(digests: dict[str, str]) -> dict[str, str]:
    bodies = content.texts(set(digests.values()))
    return {language: bodies[digest].decode() for language, digest in digests.items()}


def _later(session: str) -> str | None:
    """The open session of the body in which these minutes can be adopted."""
    own = Session.objects.get(id=session)
    later = Session.objects.filter(body=own.body, number__gt=own.number, status="open").order_by("number").first()
    return later.id if later else None


def _texts_page(request: HttpRequest, form: TextsForm, session: Session, heading: str) -> HttpResponse:
    context = {"form": form, "heading": heading, "back": reverse("minutes", args=[session.id]), "wide": True}
    context["lead"] = _("Put together from what stands on the record. Correct it where need be; every change shows.")
    return render(request, "record/first_step.html", context, status=400 if form.errors else 200)


def _proposed(request: HttpRequest, act: Act, heading: str, pairs: list[tuple[str, str]]) -> HttpResponse:
    back = reverse("minutes", args=[act.session])  # type: ignore[attr-defined]
    return propose(request, act, heading=heading, pairs=pairs, back=back, then=back)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
