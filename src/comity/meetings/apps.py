from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "comity.meetings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from comity.cases import settling
        from comity.meetings.acts import agenda, credentials, matters
        from comity.pages import pushed

        settling.on_end(matters.SUBJECT, matters.case_ended)
        matters.on_adopted(agenda.AGENDA, agenda.adopted)
        matters.on_adopted(credentials.REPORT, credentials.report_adopted)
        pushed.push("hall", _screen)


def _screen(session: str) -> str:
    from comity.meetings.views import screen

    return screen.part(session)
