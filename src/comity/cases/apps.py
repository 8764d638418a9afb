from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "comity.cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from comity.cases import acts  # noqa: F401
