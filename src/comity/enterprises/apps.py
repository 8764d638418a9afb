from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    name = "comity.enterprises"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from comity.enterprises.acts.authorities import BODY_KIND
        from comity.parties import admitting

        admitting.keep_for_room(BODY_KIND)
