from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "comity.cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from comity.cases.acts import CloseStage
        from comity.cases.models import Case
        from comity.record import clock

        clock.watch(Case, "due", lambda case: CloseStage(case=case.id, round=case.round))
