"""The one settings module, read from the environment.

Outside demonstration a secret has no default: a missing one stops the start with its name.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from safeguarding.database.address import databases
from safeguarding.demonstration import kept_secret

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("GOLDEN_THREAD_VAR", BASE_DIR / "var"))


def required(name: str) -> str:
    """The value of an environment variable that has no safe default."""
    try:
        return os.environ[name]
    except KeyError:
        raise ImproperlyConfigured(f"Set {name} in the environment.") from None


def flag(name: str) -> bool:
    """Whether an environment variable is switched on with 1; anything but 0, 1 and empty is refused."""
    value = os.environ.get(name, "")
    if value not in {"", "0", "1"}:
        raise ImproperlyConfigured(f"Set {name} to 1 or 0, not {value!r}.")
    return value == "1"


DEMONSTRATION = flag("GOLDEN_THREAD_DEMONSTRATION")
DEBUG = flag("GOLDEN_THREAD_DEBUG")
SECRET_KEY = kept_secret(VAR_DIR, "secret-key") if DEMONSTRATION else required("GOLDEN_THREAD_SECRET_KEY")
HOSTS = ["127.0.0.1", "localhost", "[::1]"] if DEMONSTRATION else required("GOLDEN_THREAD_HOSTS").split(",")
ALLOWED_HOSTS = HOSTS
SERVED_OVER_TLS = not DEMONSTRATION

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_forms_gds",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "safeguarding",
    "audits",
    "concerns",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "safeguarding.middleware.headers.PrivatePages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "safeguarding.middleware.idle.IdleLimit",
    "safeguarding.middleware.kept_words.KeptWords",
    "safeguarding.middleware.hidden.HiddenScreen",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "safeguarding.middleware.refusals.RefusalLog",
    "safeguarding.middleware.faults.WordlessFaults",
]

ROOT_URLCONF = "safeguarding.home.urls"
WSGI_APPLICATION = "safeguarding.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "safeguarding.home.frame.frame",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["gds"]
CRISPY_TEMPLATE_PACK = "gds"
CRISPY_GDS_FRONTEND_VERSION = "5.0.0"
CRISPY_CLASS_CONVERTERS = {"numberinput": "govuk-input"}

DATABASES = databases(os.environ, BASE_DIR)
CACHES = {
    # In the database, so that sign-in limits hold on every worker.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "safeguarding_cache",
        # Beyond this many a third is thrown away, limits too: more than anybody can fill within five minutes.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

# Work behind the pages: kept in the database, in the transaction of what asks for it; `manage.py work` does it.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# What notices lead to. Each has `visible_to` and a public id.
NOTICE_SUBJECTS = (
    "audits.audit",
    "audits.action",
    "concerns.concern",
    "concerns.action",
    "concerns.challenge",
)

# People and sign-in
AUTH_USER_MODEL = "safeguarding.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "safeguarding.access.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # people are invited, never self-registered
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_RATE_LIMITS = {
    # A whole school shares one address: generous by address, strict by account. The account comes first:
    # what its limit refuses is not counted against the address, so that nobody can shut out a school.
    "login": "300/m/ip",
    "login_failed": "5/5m/key,60/m/ip",
}

# Sessions: closed with the browser, nine hours at most, fifteen idle minutes (middleware.idle).
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 9 * 60 * 60
IDLE_LIMIT_SECONDS = 15 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "safeguarding.views.kept_words.csrf_failure"

# Headers
SECURE_SSL_REDIRECT = SERVED_OVER_TLS
SESSION_COOKIE_SECURE = SERVED_OVER_TLS
CSRF_COOKIE_SECURE = SERVED_OVER_TLS
SESSION_COOKIE_NAME = "__Host-session" if SERVED_OVER_TLS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SERVED_OVER_TLS else "csrf"
SECURE_HSTS_SECONDS = 31_536_000 if SERVED_OVER_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SERVED_OVER_TLS
SECURE_HSTS_PRELOAD = SERVED_OVER_TLS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if flag("GOLDEN_THREAD_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # limits count each address, and not all of them as the proxy's
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# Files
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = Path(os.environ.get("GOLDEN_THREAD_FILES", VAR_DIR / "files"))  # never served by address
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
EVIDENCE_FILE_BYTES = 10 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # 100,000 characters, escaped, fit many times

# The halves of the product do not know each other: who says to an audit what the school's records hold.
RECORDS_BESIDE_AUDITS = "safeguarding.home.school_records.RECORDS"

# Words and time
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["safeguarding.formats"]

# Logs go to the error stream, without what anybody wrote (middleware.faults).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stream"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},  # an address that was typed by hand may hold a name
    },
}

# E-mail
if DEMONSTRATION:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = os.environ.get("GOLDEN_THREAD_MAIL_FROM", "golden-thread@localhost")
SITE_ADDRESS = os.environ.get(
    "GOLDEN_THREAD_ADDRESS", f"https://{HOSTS[0]}" if SERVED_OVER_TLS else "http://127.0.0.1:8000"
)  # mails are sent where no request says it
EMAIL_HOST = os.environ.get("GOLDEN_THREAD_MAIL_HOST", "localhost")

SILENCED_SYSTEM_CHECKS = []
