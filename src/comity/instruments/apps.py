from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    name = "comity.instruments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from comity.cases import settling
        from comity.instruments import acts, force

        settling.on_end(acts.SUBJECT, force.case_ended)
