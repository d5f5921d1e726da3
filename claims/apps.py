from django.apps import AppConfig
from django.core.checks import Tags, register


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Fact-checking desk"

    def ready(self) -> None:
        from factcheck.checks import check_databases

        register(check_databases, Tags.database)
