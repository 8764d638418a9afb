from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.urls import path
from django.utils.translation import override

from comity.pages import vocabulary
from comity.pages.tables import Column, table
from comity.phrase import Phrase, Refusal
from comity.site import icons, styleguide
from comity.site.urls import urlpatterns as site_patterns

urlpatterns = [path("styleguide/", styleguide.show), *site_patterns]
NOW = datetime(2026, 11, 28, 18, 0, tzinfo=UTC)
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def drawn(source: str, **values: object) -> str:
    return Template(source).render(Context(values))


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_style_guide_shows_every_component_in_both_languages(client, language):
    client.cookies["django_language"] = language
    page = client.get("/styleguide/").content.decode()
    for part in ("badge", "stages", "timeline", "gauge", "deadline", "table-frame", "error-summary", "card", "callout",
                 "receipt", "qr", "definitions", "matrix-cell", "pagination", "dialog", "empty"):  # fmt: skip
        assert re.search(rf'<{part}|class="[^"]*\b{part}\b', page), part


@pytest.mark.parametrize("words", [vocabulary.POSITIONS, vocabulary.STATUSES, vocabulary.SIGNATURES])
def test_no_state_is_told_by_colour_alone(words):
    for word in words.values():
        assert str(word.label)
        assert icons.svg(word.icon)


def test_a_badge_is_a_word_with_an_icon_and_escapes_what_it_is_given():
    html = drawn("{% badge word 'good' 'check' %}", word="<b>adopted</b>")
    assert 'data-tone="good"' in html
    assert "<svg" in html
    assert "&lt;b&gt;adopted&lt;/b&gt;" in html


def test_a_word_of_a_procedures_own_is_shown_as_it_stands():
    assert "conditional" in drawn("{% position 'conditional' %}")
    assert "no position yet" in drawn("{% position None %}")


@pytest.mark.parametrize(
    ("until", "state", "words"),
    [(timedelta(days=3), "ahead", "in 3 days"), (timedelta(hours=5), "soon", "in 5 hours"),
     (timedelta(days=-5), "past", "5 days ago")],
)  # fmt: skip
def test_a_deadline_says_how_far_off_it_is_and_its_full_date(until, state, words):
    html = drawn("{% deadline at label='Closes' now=now %}", at=NOW + until, now=NOW)
    assert f'data-state="{state}"' in html
    assert words in html
    assert re.search(
        r'<time datetime="2026-1\d-\d\dT\d\d:00:00Z">\d+ (November|December) 2026, \d\d:00 UTC</time>', html
    )


def test_a_gauge_says_in_words_what_it_draws_with_exact_shares():
    html = drawn("{% gauge 'In favour' 4 needed 6 %}", needed=Fraction(4))
    assert 'data-met="yes"' in html
    assert 'width="667"' in html
    strict = drawn("{% gauge 'Against' 2 2 6 strict=True %}")
    assert 'data-met="no"' in strict
    assert "more than 2 needed" in strict


@pytest.mark.parametrize("of", [0, 6])
def test_a_gauge_never_draws_beyond_its_frame(of):
    html = drawn("{% gauge 'In favour' 9 12 of %}", of=of)
    assert all(0 <= int(x) <= 1000 for x in re.findall(r'(?:width|x1|x2)="(\d+)"', html))


def test_stages_are_an_ordered_list_that_says_where_the_path_stands():
    path_of = [
        {"title": {"en": "Drafting"}, "state": "done"},
        {
            "title": {"en": "Approval", "ru": "Утверждение"},
            "state": "current",
            "detail": Phrase("{n} missing", {"n": 2}),
        },
        {"title": "Heads of state", "state": "ahead", "when": NOW},
    ]
    html = drawn("{% stages path label='Path' %}", path=path_of)
    assert html.count("<li") == 3
    assert html.count('aria-current="step"') == 1
    assert "2 missing" in html
    assert [word for word in ("completed", "now", "ahead") if word in html] == ["completed", "now", "ahead"]


def test_a_text_in_another_language_than_the_page_is_marked_as_such():
    with override("en"):
        assert drawn("{{ name|in_language }}", name={"ru": "Устав"}) == '<span lang="ru">Устав</span>'
        assert drawn("{{ name|in_language }}", name={"en": "A & B"}) == "A &amp; B"
        assert drawn("{{ name|in_language_text }}", name={"ru": "Устав"}) == "Устав"


def test_a_refusal_is_said_and_escaped():
    class Odd(Refusal):
        """Not {what}."""

    assert drawn("{{ refusal|said }}", refusal=Odd(what="<i>")) == "Not &lt;i&gt;."


def test_a_digest_is_shortened_and_whole_in_its_title():
    assert drawn("{{ d|abbreviated }}", d=DIGEST) == f'<code class="digest" title="{DIGEST}">{DIGEST[:12]}…</code>'
    assert drawn("{{ d|abbreviated }}", d=bytes.fromhex("ab12")) == '<code class="digest">ab12</code>'


def test_a_receipt_can_be_copied_whole():
    html = drawn("{% receipt parts title='Receipt' %}", parts=[("Act", DIGEST), ("Root", b"\x01\x02")])
    assert f'data-copy="{DIGEST}"' in html
    assert 'data-copy="0102"' in html
    assert 'aria-label="Copy: Act"' in html


def test_definitions_leave_out_what_is_empty_but_not_a_nought():
    html = drawn("{% definitions pairs %}", pairs=[("Votes", 0), ("Note", ""), ("Name", None)])
    assert html.count("<dt>") == 1
    assert ">0<" in html


def test_an_icon_is_decoration_unless_it_is_named():
    assert 'aria-hidden="true"' in icons.svg("check")
    assert 'role="img" aria-label="a &quot;b&quot;"' in icons.svg("check", 'a "b"')
    with pytest.raises(icons.UnknownIcon):
        icons.svg("no-such-icon")


def test_a_qr_code_is_drawn_on_the_spot():
    html = drawn("{% qr 'https://example.org/' 'Address' %}")
    assert html.startswith('<svg role="img" aria-label="Address"')
    assert "http://www.w3.org" not in html.replace('xmlns="http://www.w3.org/2000/svg"', "")


def members(query: str = "") -> object:
    columns = (Column("name", "Member", order="name", heads_row=True), Column("weight", "Weight <kg>", numeric=True))

    class Row:
        def __init__(self, name: str) -> None:
            self.name = name

    return table(RequestFactory().get("/" + query), [Row("b"), Row("a")], columns, caption="Members", sort="name")


def test_a_table_has_a_caption_sorted_headings_and_cells_that_name_their_column(tmp_path, settings):
    engine_row = "{% cell 'name' %}{{ row.name }}{% endcell %}{% cell 'weight' %}{{ forbidden }}1{% endcell %}"
    from django.template.engine import Engine

    engine = Engine(
        loaders=[
            ("django.template.loaders.locmem.Loader", {"row.html": engine_row}),
            "django.template.loaders.app_directories.Loader",
        ],
        builtins=settings.TEMPLATES[0]["OPTIONS"]["builtins"],
    )
    html = engine.from_string("{% table t row='row.html' %}").render(Context({"t": members()}))
    assert "<caption>Members</caption>" in html
    assert 'aria-sort="ascending"' in html
    assert html.index('data-label="Member">a') < html.index('data-label="Member">b')
    assert '<th scope="row" data-label="Member">' in html
    assert '<td class="numeric" data-label="Weight &lt;kg&gt;">1</td>' in html


def test_a_cell_without_its_columns_name_is_a_mistake_found_when_the_template_is_compiled():
    with pytest.raises(TemplateSyntaxError):
        Template("{% cell %}x{% endcell %}")


def test_a_form_sums_up_its_errors_with_links_to_the_fields():
    html = str(styleguide.SampleForm({"reference": "x" * 20}))
    assert 'role="alert"' in html
    assert 'href="#id_position_0"' in html
    assert 'href="#id_reference"' in html
    assert 'id="id_reference_error"' in html
    assert re.search(
        r'<input type="text"[^>]*aria-invalid="true"[^>]*aria-describedby="id_reference_helptext id_reference_error"',
        html,
    )


def test_cards_are_a_fieldset_with_the_text_inside_the_label_and_nothing_chosen_beforehand():
    html = str(styleguide.SampleForm()["position"].as_field_group())
    assert html.startswith("<fieldset")
    assert "<legend>Position of your delegation" in html
    assert html.count('<label class="card"') == html.count("</label>") == 4
    assert "checked" not in html
    assert 'aria-describedby="id_position_0_help"' in html


def test_nothing_stands_inside_an_empty_field():
    from allauth.account.forms import ReauthenticateForm

    assert "placeholder" not in str(ReauthenticateForm(user=None))
