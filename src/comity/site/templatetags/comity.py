"""The components, as every template has them (they are built in: no `{% load %}` needed). Shown at /styleguide/."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import segno
from django import template
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from comity.pages import moments, vocabulary, words
from comity.pages.tables import Table
from comity.site import icons

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A lucide icon as inline SVG. Decoration unless ``label`` says what it means."""
    return icons.svg(name, str(label))


@register.filter
def said(phrase: object) -> str:
    """`{{ phrase|said }}`: a `Phrase` or a `Refusal` in the reader's language."""
    return words.said(phrase)


@register.filter
def in_language(value: object) -> SafeString:
    """`{{ {"en": …, "ru": …}|in_language }}`: the reader's language; another one is marked by its lang attribute."""
    found = words.in_language(value)
    if found.foreign:
        return format_html('<span lang="{}">{}</span>', found.language, found.text)
    return conditional_escape(found.text)


@register.filter
def in_language_text(value: object) -> str:
    """The same without markup, for a page's title or an attribute."""
    return words.in_language(value).text


@register.filter
def abbreviated(digest: object, length: int = 12) -> SafeString:
    """A long digest or identifier shortened to its beginning; the whole stands in the title and is read on request."""
    text = digest.hex() if isinstance(digest, bytes) else str(digest)
    if len(text) <= length:
        return format_html('<code class="digest">{}</code>', text)
    return format_html('<code class="digest" title="{}">{}…</code>', text, text[:length])


@register.simple_tag
def moment(instant: datetime | date, zone: str = "") -> SafeString:
    """A date or an instant, in words, with its machine form; on the clock of a ``zone`` if one is given."""
    value = instant.astimezone(UTC) if isinstance(instant, datetime) else instant
    machine = value.isoformat().replace("+00:00", "Z")
    return format_html('<time datetime="{}">{}</time>', machine, moments.spoken(instant, zone))


@register.filter
def spoken(instant: datetime | date) -> str:
    """A date or an instant in words, as plain text inside a sentence."""
    return moments.spoken(instant)


@register.inclusion_tag("comity/components/deadline.html")
def deadline(instant: datetime, label: str = "", now: datetime | None = None) -> dict[str, Any]:
    """How long until a deadline, and its full date; soon (under two days) and past say so in words, too."""
    left = (instant - (now or timezone.now())).total_seconds()
    state = "past" if left <= 0 else "soon" if left < 48 * 3600 else "ahead"
    return {"instant": instant, "label": label, "distance": moments.distance(instant, now), "state": state}


@register.inclusion_tag("comity/components/badge.html")
def badge(label: object, tone: str = "neutral", icon: str = "") -> dict[str, Any]:
    """A word with a tone (good, running, waiting, bad, neutral, quiet) and an icon."""
    return {"label": words.said(label), "tone": tone, "icon": icon}


@register.inclusion_tag("comity/components/badge.html")
def status(name: str) -> dict[str, Any]:
    """Where a thing stands, such as `adopted` or `in force`."""
    word = vocabulary.status(str(name))
    return {"label": word.label, "tone": word.tone, "icon": word.icon}


@register.inclusion_tag("comity/components/badge.html")
def position(name: str | None, note: str = "") -> dict[str, Any]:
    """A member's position, or that there is none yet."""
    word = vocabulary.position(name)
    return {"label": word.label, "tone": word.tone, "icon": word.icon, "note": note}


@register.simple_tag
def matrix_cell(name: str | None) -> SafeString:
    """A position as an icon in a matrix of members: the word is read aloud and stands in the title."""
    word = vocabulary.position(name)
    return format_html(
        '<span class="matrix-cell" data-tone="{}" title="{}">{}</span>',
        word.tone,
        word.label,
        icons.svg(word.icon, str(word.label)),
    )


@register.inclusion_tag("comity/components/badge.html")
def signature(level: str) -> dict[str, Any]:
    """By what an act was signed: session, key or passkey."""
    word = vocabulary.signature(str(level))
    return {"label": word.label, "tone": word.tone, "icon": word.icon}


@register.inclusion_tag("comity/components/stages.html")
def stages(path: Iterable[Any], label: str = "") -> dict[str, Any]:
    """The stages of a path, each with ``title`` and ``state`` (done, current, ahead, failed).

    ``detail``, ``when`` and ``href`` may be given too. Objects or dictionaries will do.
    """
    return {"path": list(path), "label": label or _("Stages")}


@register.inclusion_tag("comity/components/timeline.html")
def timeline(events: Iterable[Any], label: str = "", zone: str = "") -> dict[str, Any]:
    """What happened, each with ``at`` and ``title``; ``detail``, ``by``, ``icon``, ``tone``, ``href`` may be given.

    The times are those of a ``zone``, or of UTC.
    """
    return {"events": list(events), "label": label or _("Timeline"), "zone": zone}


@register.inclusion_tag("comity/components/gauge.html")
def gauge(
    label: object,
    counted: int | Fraction,
    needed: int | Fraction,
    of: int | Fraction,
    strict: bool = False,
    unit: str = "",
) -> dict[str, Any]:
    """A threshold as a bar: counted, needed, out of what. ``strict``: more than is needed, not at least."""
    base = max(Fraction(of), Fraction(needed), Fraction(counted), Fraction(1))
    met = counted > needed if strict else counted >= needed
    return {
        "label": words.said(label),
        "counted": counted,
        "needed": needed,
        "of": of,
        "strict": strict,
        "unit": unit,
        "met": met,
        "short": needed - counted,
        "width": _tenths(Fraction(counted) / base),
        "mark": _tenths(Fraction(needed) / base),
    }


def _tenths(share: Fraction) -> str:
    """A share of 1000 units for an SVG coordinate: exact, without floats or a locale's comma."""
    return str(round(max(Fraction(0), min(Fraction(1), share)) * 1000))


@register.inclusion_tag("comity/components/receipt.html")
def receipt(parts: Sequence[tuple[object, object]], title: str = "") -> dict[str, Any]:
    """Proof of an act: pairs of a label and a digest (or other machine text), each to be copied whole."""
    return {"parts": [(label, _hex(value)) for label, value in parts], "title": title}


def _hex(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


@register.inclusion_tag("comity/components/definitions.html")
def definitions(pairs: Sequence[tuple[object, object]]) -> dict[str, Any]:
    """Labels and what they stand for; a pair whose value is empty is left out."""
    return {"pairs": [(label, value) for label, value in pairs if value not in (None, "", [], ())]}


@register.inclusion_tag("comity/components/copy.html")
def copyable(text: object, label: str = "") -> dict[str, Any]:
    """Machine text with a button that copies it; without JavaScript it is selected by a click."""
    return {"text": _hex(text), "label": label}


@register.simple_tag
def qr(text: str, label: str = "") -> SafeString:
    """A QR code as inline SVG, dark on light in both themes so that every reader takes it."""
    code = segno.make(text, error="m", micro=False)
    drawing = code.svg_inline(omitsize=True, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None)
    name = format_html('role="img" aria-label="{}"', label or _("QR code"))
    return mark_safe(drawing.replace("<svg ", f"<svg {name} ", 1))  # noqa: S308 (segno's own markup, label escaped)


@register.simple_block_tag
def callout(content: str, tone: str = "neutral", title: str = "", icon: str = "") -> SafeString:
    """A paragraph set apart. Tones as for badges; the title says what the colour says."""
    chosen = icon or {"good": "circle-check", "waiting": "clock-alert", "bad": "triangle-alert"}.get(tone, "info")
    heading = format_html('<p class="callout-title">{}</p>', title) if title else ""
    return format_html(
        '<div class="callout" data-tone="{}">{}<div>{}{}</div></div>', tone, icons.svg(chosen), heading, content
    )


@register.simple_block_tag
def pageheader(content: str, title: object, eyebrow: object = "", lead: object = "") -> SafeString:
    """The head of a page: its one h1, what kind of thing it is, a sentence; inside the block: badges, then actions."""
    parts = [
        format_html('<p class="eyebrow">{}</p>', in_language(eyebrow)) if eyebrow else "",
        format_html("<h1>{}</h1>", in_language(title)),
        format_html('<p class="lead">{}</p>', in_language(lead)) if lead else "",
        format_html('<div class="cluster">{}</div>', content) if content.strip() else "",
    ]
    return format_html('<header class="page-header">{}{}{}{}</header>', *parts)


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:
    """A modal dialog, opened by any button with `commandfor="<id>" command="show-modal"`."""
    return format_html(
        '<dialog id="{0}" aria-labelledby="{0}-title"><header class="dialog-head"><h2 id="{0}-title">{1}</h2>'
        '<button type="button" class="button" data-kind="quiet" commandfor="{0}" command="close" aria-label="{2}">{3}'
        "</button></header>{4}</dialog>",
        id,
        title,
        _("Close"),
        icons.svg("x"),
        content,
    )


@register.simple_tag
def page_href(shown: Table, number: int) -> str:
    """The address of another page of a table."""
    return shown.href(page=number)


@register.simple_tag(takes_context=True, name="table")
def show_table(context: Context, shown: Table, row: str, **extra: Any) -> SafeString:
    """`{% table members row="cases/list_row.html" %}`: the row's template writes its cells with `{% cell %}`."""
    engine = context.template.engine  # type: ignore[union-attr]
    row_template = engine.get_template(row)
    lines: list[str] = []
    with context.push(table=shown, cell_columns=shown.by_key, **extra):
        for item in shown.page.object_list:
            with context.push(row=item):
                lines.append(f"<tr>{row_template.render(context)}</tr>")
        body = engine.get_template("comity/components/table.html")
        with context.push(body=mark_safe("".join(lines))):  # noqa: S308 (rendered by templates)
            return mark_safe(body.render(context))  # noqa: S308


class CellNode(Node):
    """`{% cell "key" %}…{% endcell %}`: a cell of the table's column of that key, labelled for narrow screens."""

    def __init__(self, key: Any, nodelist: NodeList) -> None:
        self.key = key
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        column = context["cell_columns"][self.key.resolve(context)]
        content = self.nodelist.render(context)
        tag = "th" if column.heads_row else "td"
        scope = ' scope="row"' if column.heads_row else ""
        numeric = ' class="numeric"' if column.numeric else ""
        label = conditional_escape(column.label)
        # Every part is escaped above or rendered by a template.
        return mark_safe(f'<{tag}{scope}{numeric} data-label="{label}">{content}</{tag}>')  # noqa: S308


@register.tag(name="cell")
def make_cell(parser: Parser, token: Token) -> CellNode:
    """Compile `{% cell "key" %}`."""
    bits = token.split_contents()
    if len(bits) != 2:
        raise template.TemplateSyntaxError('a cell names its column: {% cell "key" %}')
    nodelist = parser.parse(("endcell",))
    parser.delete_first_token()
    return CellNode(parser.compile_filter(bits[1]), nodelist)
