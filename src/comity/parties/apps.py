from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "comity.parties"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from comity.parties import acts, authority  # noqa: F401
        from comity.record import authority as corridor

        corridor.use(authority.require, authority.reads)
