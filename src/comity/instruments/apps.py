from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    name = "comity.instruments"
    default_auto_field = "django.db.models.BigAutoField"
