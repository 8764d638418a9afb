"""`manage.py translations`: find every sentence, bring the catalogues up to date, compile them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from comity.site import translations


class Command(BaseCommand):
    help = "Bring the catalogues of all languages up to date and compile them; fails if a translation is missing."

    def handle(self, *args: Any, **options: Any) -> None:
        missing = []
        for language, _name in settings.LANGUAGES:
            if language == "en":
                continue
            number, lacking = translations.update(language)
            self.stdout.write(f"{language}: {number} sentences, {len(lacking)} without a translation")
            missing += [f"{language}: {sentence.singular}" for sentence in lacking]
        if missing:
            raise CommandError("\n".join(missing))
