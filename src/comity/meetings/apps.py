from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy


class MeetingsConfig(AppConfig):
    name = "comity.meetings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from comity.cases import in_session, settling
        from comity.meetings import amendments, documents
        from comity.meetings.acts import agenda, credentials, matters
        from comity.pages import pushed, subjects
        from comity.parties import openings

        settling.on_end(matters.SUBJECT, matters.case_ended)
        matters.on_adopted(agenda.AGENDA, agenda.adopted)
        matters.on_adopted(credentials.REPORT, credentials.report_adopted)
        pushed.push("hall", _screen)
        openings.register(documents.KIND, documents.described)
        openings.register(documents.LETTER, documents.letters_described)
        subjects.register(
            matters.SUBJECT, label=gettext_lazy("The session"), icon="calendar", address=lambda id: _page("session", id)
        )
        subjects.register(
            in_session.IN_SESSION,
            label=gettext_lazy("Go to the hall"),
            icon="gavel",
            address=lambda vote: _page("hall", vote.partition("/")[0]),
        )
        subjects.register(
            amendments.SUBJECT,
            label=gettext_lazy("The session that decides on it"),
            icon="gavel",
            address=_amendments_page,
        )


def _page(name: str, session: str) -> str:
    return reverse(name, args=[session])


def _screen(session: str) -> str:
    from comity.meetings.views import screen

    return screen.part(session)


def _amendments_page(question: str) -> str | None:
    from comity.meetings.models import Question

    found = Question.objects.filter(id=question).first()
    return reverse("session_amendments", args=[found.session, found.on]) if found is not None and found.on else None
