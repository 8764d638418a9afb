from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "comity.meetings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from comity.meetings import acts  # noqa: F401
