from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "comity.site"
    default_auto_field = "django.db.models.BigAutoField"
