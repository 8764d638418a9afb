from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    name = "comity.enterprises"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from comity.enterprises.acts.authorities import BODY_KIND
        from comity.enterprises.certificates import places
        from comity.enterprises.models import StatusPlace
        from comity.parties import admitting
        from comity.record import derived

        admitting.keep_for_room(BODY_KIND)
        derived.register("status-places", [StatusPlace], places.take, version=1)
