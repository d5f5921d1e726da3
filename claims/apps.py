from django.apps import AppConfig
from django.core.checks import Tags, register


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Fact-checking desk"

    def ready(self) -> None:
        from factcheck.checks import check_databases, check_embedder, check_embedder_thoroughly

        register(check_databases, Tags.database)
        register(check_embedder)
        register(check_embedder_thoroughly, deploy=True)
