"""Settings of the desk: one file, everything that differs between machines comes from the environment.

Three ways to run:

* development (the default): ``FACTCHECK_ENV`` unset. A secret key is made for this checkout.
* demonstration (``make run``): development with ``FACTCHECK_DEMO=1``: one-time sign-in links work.
* production: ``FACTCHECK_ENV=production``. SECRET_KEY and ALLOWED_HOSTS must be given; nothing has a default.
"""

import os
import secrets
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from factcheck.database import database_settings

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = Path(os.environ.get("FACTCHECK_LOCAL_DIR", BASE_DIR / ".local"))

PRODUCTION = os.environ.get("FACTCHECK_ENV", "development") == "production"
DEMO = not PRODUCTION and os.environ.get("FACTCHECK_DEMO", "") == "1"
DEBUG = not PRODUCTION and os.environ.get("DEBUG", "0" if DEMO else "1") == "1"


def required(name: str) -> str:
    """Return an environment variable that production cannot start without."""
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"Set {name} in the environment: production has no default for it.")
    return value


def truthy(name: str, default: str) -> bool:
    return os.environ.get(name, default).lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def development_secret_key() -> str:
    """Return this checkout's own random key, made on first use and readable by its owner only."""
    path = LOCAL_DIR / "secret_key"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        LOCAL_DIR.mkdir(mode=0o755, parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text().strip()
        with os.fdopen(descriptor, "w") as file:
            key = secrets.token_urlsafe(50)
            file.write(key)
        return key


SECRET_KEY = required("SECRET_KEY") if PRODUCTION else development_secret_key()
if PRODUCTION and (
    len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5 or SECRET_KEY.startswith("django-insecure-")
):
    raise ImproperlyConfigured("SECRET_KEY is too weak: use at least 50 random characters.")
if PRODUCTION:
    required("ALLOWED_HOSTS")
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "localhost,.localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "factcheck.apps.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django_htmx",
    "template_partials",
    "csp",
    "axes",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "claims",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "claims.api.middleware.MachineErrors",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "claims.views.middleware.SafeInput",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "claims.views.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "factcheck.urls"
WSGI_APPLICATION = "factcheck.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "claims.views.context.desk",
            ],
            "builtins": ["claims.templatetags.desk"],
        },
    },
]

DATABASES = {"default": database_settings(base_dir=BASE_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "claims.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "factcheck.authentication.DeskBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    }
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "sign-in"

# Ten wrong passwords for one name from one address, then a quarter of an hour's pause.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "claims.views.accounts.name_tried"
AXES_LOCKOUT_CALLABLE = "claims.views.accounts.locked_out"
AXES_VERBOSE = False
AXES_IPWARE_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXIES", "0"))
AXES_ENABLE_ACCESS_FAILURE_LOG = False
# Who was shut out is let in again on the person's own page, where it is logged.
AXES_ENABLE_ADMIN = False

LANGUAGE_CODE = "en-gb"
TIME_ZONE = os.environ.get("TIME_ZONE", "UTC")
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
# Production serves what collectstatic gathered; elsewhere the files are served from where they are.
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", BASE_DIR / "staticfiles")) if PRODUCTION else None
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = not PRODUCTION and not DEMO
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "factcheck.static_files.Storage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Uploads: an article of 10 MB of text is taken; more than 64 MiB in one request is not, whoever asks.
REQUEST_MAX_BYTES = 64 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 50
ARTICLE_MAX_BYTES = 20 * 1024 * 1024

# How often machines may ask in a minute: with one token, and without one from one address.
API_REQUESTS_PER_MINUTE = max(1, int(os.environ.get("API_REQUESTS_PER_MINUTE", "600")))
OPEN_REQUESTS_PER_MINUTE = max(1, int(os.environ.get("OPEN_REQUESTS_PER_MINUTE", "300")))
API_REQUEST_MAX_BYTES = 1024 * 1024  # where no article's text is sent

# How many reviewers' verdicts a claim waits for before it can be published.
VERDICTS_NEEDED = max(1, int(os.environ.get("VERDICTS_NEEDED", "1")))
# How long a claim stays with the reviewer who opened it, in seconds.
LEASE_SECONDS = int(os.environ.get("LEASE_SECONDS", "900"))
DESK_NAME = os.environ.get("DESK_NAME", "Factcheck")
# Where the public finds the desk, without a slash at the end: whatever has an address for good bears this
# one. Empty: pages take the address that they were asked at, files of jobs and commands one on this machine.
PUBLIC_URL = os.environ.get("PUBLIC_URL", "").strip().rstrip("/")

# The folder of the sentence model by which search finds what says the same in other words; "none": words alone.
EMBEDDER = os.environ.get("EMBEDDER", "").strip() or str(
    BASE_DIR / "claims" / "embedding_models" / "minilm-l6-v2-int8"
)

# Where exports lie that took longer than a page may, and for how many days. All web servers and workers
# need the same folder. Typefaces for scripts that the PDF has none for (Chinese, emoji) may lie in another.
EXPORTS_DIR = Path(os.environ.get("EXPORTS_DIR", "").strip() or LOCAL_DIR / "exports")
EXPORTS_KEPT_DAYS = max(1, int(os.environ.get("EXPORTS_KEPT_DAYS", "7")))
EXPORT_FONTS_DIR = os.environ.get("EXPORT_FONTS_DIR", "").strip()

# What jobs do is imported by workers alone: pages only queue them, by name.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = ["claims.tasks"]
# A worker gives a sign of life every few seconds; without one for so long, its jobs are taken to be left.
WORKER_SIGN_SECONDS = 10
WORKER_SILENT_SECONDS = 45

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_ENGINE = "factcheck.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "claims.views.errors.csrf_failure"
if PRODUCTION:
    SECURE_SSL_REDIRECT = truthy("SECURE_SSL_REDIRECT", "1")
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = int(os.environ.get("SECURE_HSTS_SECONDS", str(365 * 24 * 3600)))
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    if truthy("BEHIND_TLS_PROXY", "0"):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["console"],
        "level": os.environ.get("LOG_LEVEL", "INFO" if PRODUCTION else "WARNING"),
    },
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "procrastinate": {"level": "WARNING"},
    },
}
