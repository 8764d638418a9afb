from __future__ import annotations

import ast
import io
import re

import pytest
from babel.messages.mofile import write_mo
from django.conf import settings

from comity.site import translations
from comity.site.translations import Sentence

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
PLACES = re.compile(r"%\(\w+\)[sd]|\{\w*\}|</?\w+>")
REPAIR = "run: manage.py translations, then fill in locale/*/LC_MESSAGES/django.po and run it again"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_has_its_translation(language):
    known = translations.catalogue(language)
    said = translations.sentences()
    absent = [one.singular for one in said if known.get(one.key, context=one.context or None) is None]
    assert absent == [], REPAIR
    assert [one.singular for one in translations.untranslated(known)] == [], REPAIR


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_same_named_places_as_its_sentence(language):
    for message in translations.catalogue(language):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        wanted = {place for text in ids for place in PLACES.findall(text)}
        for string in strings:
            assert not string or set(PLACES.findall(string)) == wanted, string


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_written_one(language):
    compiled = io.BytesIO()
    write_mo(compiled, translations.catalogue(language))
    path = translations.LOCALE / language / "LC_MESSAGES" / "django.mo"
    assert path.read_bytes() == compiled.getvalue(), REPAIR


def test_sentences_are_found_in_templates():
    found = set(
        translations.in_template(
            """{% load i18n %}{% translate "One" %}{% translate 'It”s' context "door" %}{{ x|default:_("Two") }}
            {% blocktranslate trimmed count n=3 %}
              {{ n }} act
            {% plural %}
              {{ n }} acts
            {% endblocktranslate %}"""
        )
    )
    assert found == {
        Sentence("One"), Sentence("It”s", context="door"), Sentence("Two"), Sentence("%(n)s act", "%(n)s acts"),
    }  # fmt: skip


def test_sentences_are_found_in_calls_and_phrases_even_where_the_template_stands_in_a_table():
    source = '''
"""A module about {nothing}."""
VERDICTS = {True: "Met.", False: "Not met."}
OTHERS = ("not", "said")
def f(n, verdict):
    a = _("One"); b = ngettext("%(n)d act", "%(n)d acts", n); c = pgettext("door", "Open")
    return Phrase("{x} of {y}", {}), Phrase(VERDICTS[verdict]), "quiet"
'''
    tree = ast.parse(source)
    named = frozenset(translations.tables_of_phrases(tree))
    assert named == {"VERDICTS"}
    assert set(translations.in_python(tree, named)) == {
        Sentence("One"), Sentence("%(n)d act", "%(n)d acts"), Sentence("Open", context="door"),
        Sentence("{x} of {y}"), Sentence("Met."), Sentence("Not met."),
    }  # fmt: skip


def test_the_messages_of_refusals_and_what_acts_say_are_found():
    source = '''
class Late(room.RoomRefusal):
    """Too late by {hours}.
    Ask the chair.

    Not shown.
    """
class RoomRefusal(Refusal):
    """Refused."""
class Unrelated:
    """Nothing."""
class OpenDoor(Act):
    done = "A door was opened"
'''
    found = {sentence.singular for sentence, _place in translations.of_classes({"room.py": ast.parse(source)})}
    assert found == {"Too late by {hours}. Ask the chair.", "Refused.", "A door was opened"}


def test_russian_plurals_have_their_three_forms():
    known = translations.catalogue("ru")
    assert known.num_plurals >= 3
    assert len(known.get(("in %(number)d day", "in %(number)d days")).string) == known.num_plurals
