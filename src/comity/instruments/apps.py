from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy


class InstrumentsConfig(AppConfig):
    name = "comity.instruments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from comity.cases import settling
        from comity.instruments import (
            acts,
            amending,
            force,
            provision_queries,
        )
        from comity.instruments.models import Instrument
        from comity.pages import subjects
        from comity.record import clock

        settling.on_end(acts.SUBJECT, force.case_ended)
        settling.on_end(amending.SUBJECT, amending.case_ended)
        clock.watch(Instrument, "due", lambda one: acts.TakeEffect(instrument=one.id))
        subjects.register(
            acts.SUBJECT,
            label=gettext_lazy("Read the text"),
            icon="file-text",
            address=lambda id: reverse("instrument", args=[id]),
        )
        subjects.register(
            amending.SUBJECT,
            label=gettext_lazy("Read the amendment"),
            icon="file-pen",
            address=provision_queries.address_of,
        )
