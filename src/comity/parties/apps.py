from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "comity.parties"
    default_auto_field = "django.db.models.BigAutoField"
