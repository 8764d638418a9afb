"""What the house says, and in which languages: finds every sentence, keeps the catalogues, compiles them.

GNU gettext is a system tool that a fresh machine lacks, so this is done in Python, with Babel (a development tool; the
compiled catalogues are committed and need nothing at run time). Sentences stand in four places: templates, calls of
gettext in Python, the templates of `Phrase`, and the docstrings of refusals with what acts say was done.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation.template import templatize

import comity

if TYPE_CHECKING:
    from babel.messages import Catalog, Message

PACKAGE = Path(comity.__file__).resolve().parent
LOCALE = PACKAGE / "locale"
WITHOUT_CONTEXT = frozenset({"_", "gettext", "gettext_lazy", "gettext_noop"})
PLURAL = frozenset({"ngettext", "ngettext_lazy"})
WITH_CONTEXT = frozenset({"pgettext", "pgettext_lazy"})
PLURAL_WITH_CONTEXT = frozenset({"npgettext", "npgettext_lazy"})
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)  # so that the same sentences always give the same files
# Words of the rule language that an explanation says as they are (procedure/decision/wording.py).
SAID_AS_THEY_ARE = ("all", "none")
CALL = re.compile(r"\b(n?p?gettext(?:_lazy|_noop)?|_)\(")


@dataclass(frozen=True, slots=True, order=True)
class Sentence:
    """A text to be translated, as gettext knows it."""

    singular: str
    plural: str = ""
    context: str = ""

    @property
    def key(self) -> str | tuple[str, str]:
        return (self.singular, self.plural) if self.plural else self.singular


def sentences() -> dict[Sentence, set[str]]:
    """Every sentence of the package, with the files it stands in."""
    found: dict[Sentence, set[str]] = {}

    def note(sentence: Sentence, place: str) -> None:
        if sentence.singular:
            found.setdefault(sentence, set()).add(place)

    for path in sorted([*PACKAGE.rglob("templates/**/*.html"), *PACKAGE.rglob("templates/**/*.txt")]):
        for sentence in in_template(path.read_text()):
            note(sentence, _place(path))
    sources = [path for path in sorted(PACKAGE.rglob("*.py")) if not {"tests", "migrations"} & set(path.parts)]
    trees = {_place(path): ast.parse(path.read_text()) for path in sources}
    named = frozenset(name for tree in trees.values() for name in tables_of_phrases(tree))
    for place, tree in trees.items():
        for sentence in in_python(tree, named):
            note(sentence, place)
    for sentence, place in of_classes(trees):
        note(sentence, place)
    for word in SAID_AS_THEY_ARE:
        note(Sentence(word), "procedure/decision/wording.py")
    return found


def in_template(text: str) -> Iterator[Sentence]:
    """The sentences of a Django template."""
    source = templatize(text)
    for match in CALL.finditer(source):
        call = _call_at(source, match.start())
        if call is not None:
            yield from _of_call(call)


def in_python(tree: ast.Module, tables: frozenset[str] = frozenset()) -> Iterator[Sentence]:
    """The sentences in calls of gettext, in the templates of phrases, and in the named tables of templates.

    Where a phrase's template comes in as a parameter, every text of the module with named places is taken.
    """
    unseen = False
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _of_call(node)
            if _last_name(node.func) == "Phrase" and node.args:
                if isinstance(node.args[0], ast.Constant):
                    yield Sentence(str(node.args[0].value))
                else:
                    unseen = True
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if tables & {_last_name(target) for target in targets}:
                yield from _words(node.value)
    if unseen:
        yield from _with_places(tree)


def tables_of_phrases(tree: ast.Module) -> Iterator[str]:
    """The names of constants from which phrases take their templates, such as ``VERDICTS`` in Phrase(VERDICTS[met])."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _last_name(node.func) == "Phrase" and node.args:
            yield from (name for part in ast.walk(node.args[0]) if (name := _last_name(part)).isupper())


def of_classes(trees: dict[str, ast.Module]) -> Iterator[tuple[Sentence, str]]:
    """The messages of all refusals (their docstrings), and what all acts say was done; read, not imported."""
    classes = [
        (node, place) for place, tree in trees.items() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
    ]
    refusals = {"Refusal"}
    while True:
        more = {node.name for node, _ in classes if refusals & {_last_name(base) for base in node.bases}} - refusals
        if not more:
            break
        refusals |= more
    for node, place in classes:
        if node.name in refusals and (text := ast.get_docstring(node)):
            yield Sentence(" ".join(text.split("\n\n", 1)[0].split())), place
        for line in node.body:
            if isinstance(line, ast.Assign) and [_last_name(target) for target in line.targets] == ["done"]:
                yield from ((sentence, place) for sentence in _words(line.value))


def update(language: str) -> tuple[int, list[Sentence]]:
    """Bring a language's catalogue up to date and compile it. Returns how many sentences, and which lack a translation.

    Sentences no longer said are dropped; nothing is guessed from similar ones.
    """
    from babel.messages import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import write_po

    old = catalogue(language)
    new = Catalog(locale=language, project="Comity", charset="utf-8", fuzzy=False)
    new.creation_date = new.revision_date = UNDATED
    for sentence, places in sorted(sentences().items()):
        known = old.get(sentence.key, context=sentence.context or None)
        new.add(
            sentence.key,
            string=known.string if known is not None else None,
            locations=[(place, 0) for place in sorted(places)],
            context=sentence.context or None,
        )
    folder = _folder(language)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "django.po").open("wb") as file:
        write_po(file, new, width=110, include_lineno=False, sort_output=True)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, new)
    return len(new), untranslated(new)


def catalogue(language: str) -> Catalog:
    """A language's catalogue as it is committed; an empty one for a new language."""
    from babel.messages import Catalog
    from babel.messages.pofile import read_po

    path = _folder(language) / "django.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def untranslated(known: Catalog) -> list[Sentence]:
    """The sentences of a catalogue that lack a translation, or one of its plural forms."""
    return [
        _sentence(message)
        for message in known
        if message.id and not (all(message.string) if isinstance(message.string, tuple) else message.string)
    ]


def _sentence(message: Message) -> Sentence:
    singular, plural = message.id if isinstance(message.id, tuple) else (message.id, "")
    return Sentence(str(singular), str(plural), message.context or "")


def _folder(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES"


def _place(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def _last_name(node: ast.AST) -> str:
    """`b` of `a.b`, `a` of `a`."""
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _call_at(source: str, start: int) -> ast.Call | None:
    """The call that begins at ``start``: templatize writes calls amid filling that is not Python."""
    end = source.find(")", start)
    while end != -1:
        try:
            parsed = ast.parse(source[start : end + 1], mode="eval").body
        except SyntaxError:
            end = source.find(")", end + 1)
            continue
        return parsed if isinstance(parsed, ast.Call) else None
    return None


def _of_call(call: ast.Call) -> Iterator[Sentence]:
    name = _last_name(call.func)
    texts = [str(one.value) for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    if name in WITHOUT_CONTEXT and texts:
        yield Sentence(texts[0])
    elif name in PLURAL and len(texts) >= 2:
        yield Sentence(texts[0], texts[1])
    elif name in WITH_CONTEXT and len(texts) >= 2:
        yield Sentence(texts[1], context=texts[0])
    elif name in PLURAL_WITH_CONTEXT and len(texts) >= 3:
        yield Sentence(texts[1], texts[2], context=texts[0])


def _with_places(tree: ast.Module) -> Iterator[Sentence]:
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in documentation:
            continue
        if re.search(r"\{\w+\}", node.value):
            yield Sentence(node.value)


def _words(value: ast.expr) -> Iterator[Sentence]:
    """The texts of a table: a text, or the values of a dictionary, a tuple or a list of texts."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield Sentence(value.value)
    elif isinstance(value, ast.Dict):
        for one in value.values:
            yield from _words(one)
    elif isinstance(value, ast.Tuple | ast.List):
        for one in value.elts:
            yield from _words(one)
