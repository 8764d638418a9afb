"""All components in all their states, on one page; only where COMITY_DEBUG=1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from comity.pages import vocabulary
from comity.pages.access import public
from comity.pages.forms import Card, CardField
from comity.pages.tables import Column, table
from comity.phrase import Phrase

NOON = datetime(2026, 12, 1, 18, 0, tzinfo=UTC)
TONES = ("good", "running", "waiting", "bad", "neutral", "quiet")


@dataclass(frozen=True, slots=True)
class Row:
    """A member in the sample table."""

    name: dict[str, str]
    position: str
    level: str
    at: datetime | None
    weight: int


ROWS = [
    Row({"en": "Armenia", "ru": "Армения", "hy": "Հայաստան"}, "approve", "passkey", NOON, 1),
    Row({"en": "Belarus", "ru": "Беларусь"}, "approve", "passkey", NOON - timedelta(hours=3), 1),
    Row({"en": "Kazakhstan", "ru": "Казахстан"}, "approve ad referendum", "key", NOON - timedelta(days=1), 1),
    Row({"en": "Kyrgyzstan", "ru": "Кыргызстан"}, "abstain", "session", NOON - timedelta(days=2), 1),
    Row({"en": "Russia", "ru": "Россия"}, "object", "passkey", NOON - timedelta(days=2, hours=4), 1),
    Row({"en": "Tajikistan", "ru": "Таджикистан"}, "", "", None, 1),
]
COLUMNS = (
    Column("member", "Member", order=lambda row: row.name["en"], heads_row=True),
    Column("position", "Position", order="position"),
    Column("signature", "Signed by"),
    Column("at", "At", order=lambda row: row.at or NOON),
    Column("weight", "Weight", order="weight", numeric=True),
)
STAGES = [
    {"title": {"en": "Drafting", "ru": "Подготовка"}, "state": "done", "when": NOON - timedelta(days=90)},
    {
        "title": {"en": "Preliminary approval", "ru": "Предварительное утверждение"},
        "state": "done",
        "detail": Phrase("{found} of {needed}", {"found": 6, "needed": 6}),
    },
    {"title": {"en": "Full approval in every state"}, "state": "current", "detail": "Three states to confirm"},
    {"title": {"en": "Heads of state", "ru": "Главы государств"}, "state": "ahead"},
]
EVENTS = [
    {"at": NOON, "title": "Position taken: approves", "by": {"en": "Armenia"}, "icon": "check", "tone": "good"},
    {"at": NOON - timedelta(days=3), "title": "Deadline extended once", "icon": "calendar-plus", "tone": "waiting"},
    {"at": NOON - timedelta(days=9), "title": "Case opened", "detail": "Members frozen on this day.", "icon": "gavel"},
]
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


class SampleForm(forms.Form):
    """Every kind of field."""

    position = CardField(
        label="Position of your delegation",
        help_text="It can be changed until the stage closes; the record keeps every change.",
        cards=[
            Card("approve", "Approve", "Your delegation agrees to the text as it stands.", "check", "good"),
            Card("ad", "Approve ad referendum", "Counted now; to be confirmed.", "clock-check", "waiting"),
            Card("abstain", "Abstain", "Neither for nor against.", "minus", "neutral"),
            Card("object", "Object", "The text cannot be adopted as it stands.", "x", "bad"),
        ],
    )
    reservation = forms.CharField(label="Reservation", widget=forms.Textarea, required=False)
    reference = forms.CharField(label="Reference", help_text="As on the letter of credentials.", max_length=12)
    body = forms.ChoiceField(label="Body", choices=[("c", "Commission"), ("h", "Council of heads of state")])
    language = forms.ChoiceField(
        label="Language", choices=[("en", "English"), ("ru", "Русский")], widget=forms.RadioSelect
    )
    due = forms.DateField(label="Due", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    agreed = forms.BooleanField(label="I have read the text in both languages", help_text="Both are authentic.")


@public
def show(request: HttpRequest) -> HttpResponse:
    """The page of components."""
    sample = table(request, ROWS, COLUMNS, caption="Positions", sort="member", per_page=4, prefix="sample-")
    return render(
        request,
        "comity/styleguide.html",
        {
            "tones": TONES,
            "icons_of": {"good": "check", "running": "circle-play", "waiting": "clock", "bad": "x"},
            "positions": list(vocabulary.POSITIONS),
            "statuses": list(vocabulary.STATUSES),
            "signatures": list(vocabulary.SIGNATURES),
            "stages": STAGES,
            "failed": [*STAGES[:2], {"title": "Full approval", "state": "failed", "detail": "Objection by one state"}],
            "events": EVENTS,
            "now": NOON - timedelta(days=3),
            "noon": NOON,
            "soon": NOON - timedelta(days=2, hours=20),
            "past": NOON - timedelta(days=8),
            "digest": DIGEST,
            "parts": [("Act", DIGEST), ("Place on the record", "1 234"), ("Root of the tree", DIGEST[::-1])],
            "third": Fraction(2, 3),
            "sample": sample,
            "nothing": table(
                request, [], COLUMNS, caption="No members", empty="No member has joined yet. Admit the first one."
            ),
            "pages": Paginator(range(500), 10).get_page(7),
            "form": SampleForm(),
            "wrong": SampleForm({"reference": "much too long a reference"}, auto_id="wrong_%s"),
            "matrix": [(row, [row.position, "approve", ""]) for row in ROWS],
            "only_russian": {"ru": "Стратегия сотрудничества"},
        },
    )
