"""How static files are named in production: by what they hold, so that browsers may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Compressed files with hashed names, in the imports between our own scripts as well."""

    support_js_module_import_aggregation = True
    # Scripts of others show imports in their comments, of files that they don't bring.
    _js_module_import_aggregation_patterns = (
        "js/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )
