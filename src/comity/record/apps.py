from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "comity.record"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from comity.record import acts  # noqa: F401
