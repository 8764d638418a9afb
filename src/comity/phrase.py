"""Sentences that carry their values apart, so that every room can say them in every language.

The rules, the record and the acts know no language but English; a page translates the template with gettext and
fills the values in afterwards. A refusal is a phrase too: the docstring of its class *is* the message.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence with named places: ``Phrase("{found} of {needed}", {"found": 3, "needed": 4})``.

    A value may itself be a phrase. ``str()`` gives the English sentence.
    """

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.said(lambda template: template)

    def said(self, translate: Callable[[str], str]) -> str:
        """The sentence in the language of ``translate`` (such as gettext), nested phrases included."""
        values = {
            name: value.said(translate) if isinstance(value, Phrase) else value for name, value in self.values.items()
        }
        return translate(self.template).format(**values)


class Refusal(Exception):
    """What was asked cannot be done: {reason}

    Base of every error that a person may see. The docstring of the class is the message, with the names of its
    values in braces; it says what to do next. Only the first paragraph is shown.
    """

    def __init__(self, **values: Any) -> None:
        self.values = values
        super().__init__(values)

    @property
    def phrase(self) -> Phrase:
        """The message as a phrase, ready for translation."""
        text = inspect.cleandoc(type(self).__doc__ or type(self).__name__)
        return Phrase(" ".join(text.split("\n\n", 1)[0].split()), self.values)

    @property
    def code(self) -> str:
        """A stable name for programs: the class name."""
        return type(self).__name__

    def __str__(self) -> str:
        return str(self.phrase)
