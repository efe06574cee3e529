"""One settings file; what differs between places comes from the environment.

MINGA_HOME      where the data lives (default: var/ beside the code)
MINGA_URL       the public address, for example https://plan.example.org
DATABASE_URL    postgres://user:password@host:port/name (default: SQLite in MINGA_HOME)
MINGA_SECRET    the signing key (default: a file of MINGA_HOME, made on first use)
MINGA_FILES     s3://bucket/prefix?endpoint=…&region=… (default: a folder of MINGA_HOME)
MINGA_FILE_LIMIT  the largest file that people may add, in megabytes (default: 25)
MINGA_FROM      who the letters are from; MINGA_SMTP_HOST, _PORT, _USER, _PASSWORD, _TLS (starttls,
                ssl or none): the server that takes them (default: localhost:25)
MINGA_DIGEST_HOUR  from which hour, in the city's time, the work of each day is done (default: 7)
MINGA_PUBLISHER  who the published facts are of (default: the host of MINGA_URL)
MINGA_OIDC      path of a JSON file with OpenID Connect providers, as django-allauth takes them
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

CHECKOUT = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("MINGA_HOME") or CHECKOUT / "var").resolve()
URL = os.environ.get("MINGA_URL", "http://127.0.0.1:8000").rstrip("/")
DEMO = os.environ.get("MINGA_DEMO") == "1"
TESTING = "pytest" in sys.modules

DEBUG = False
_address = urlsplit(URL)
_https = _address.scheme == "https"


def _secret() -> str:
    """Read the signing key, making it the first time; only its owner may read the file."""
    if secret := os.environ.get("MINGA_SECRET"):
        return secret
    if TESTING:
        return "only for tests"
    file = HOME / "secret"
    try:
        HOME.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):  # made before, or by another process just now
            made = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with open(made, "w") as new:
                new.write(secrets.token_urlsafe(50))
        return file.read_text()
    except OSError as error:
        sys.stderr.write(
            f"minga: no se puede escribir en {HOME} ({error.strerror})."
            " Elija otra carpeta con MINGA_HOME.\n"
        )
        raise SystemExit(2) from None


def _database(url: str) -> dict[str, Any]:
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "minga.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
                "PRAGMA mmap_size=134217728;PRAGMA journal_size_limit=27103364;"
                "PRAGMA cache_size=-20000;PRAGMA temp_store=MEMORY;",
            },
            "CONN_MAX_AGE": None,
        }
    address = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(address.path.lstrip("/")),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": address.hostname or "",
        "PORT": str(address.port or ""),
        # every query here is short; compiling one takes longer than any of them
        "OPTIONS": {"options": "-c jit=off"},
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


SECRET_KEY = _secret()
DATABASES = {"default": _database(os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # shared by all web processes, so that a lock-out holds everywhere
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "base_cache"}
}

# long work waits in the database, and `minga serve` runs it beside the pages
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks_db",
    "minga.base",  # before allauth, because it dresses its pages
    "minga.people",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "minga.files",
    "minga.notices",
    "minga.intake",
    "minga.opendata",
    "minga.analytics",
    "minga.territory",
    "minga.actors",
    "minga.plans",
    "minga.commitments",
    "minga.agreements",
    "minga.spaces",
    "minga.monitoring",
    "minga.evaluation",
    "minga.studio",
    "minga.desk",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "minga.urls"
WSGI_APPLICATION = "minga.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "minga.base.domain.site",
            ],
            "builtins": ["django.templatetags.i18n", "minga.base.templatetags.look"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# people
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["minga.people.sign_in.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/start/"
ACCOUNT_ADAPTER = "minga.people.sign_in.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "minga.people.sign_in.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,30/5m/ip", "login": "60/m/ip"}
MFA_ADAPTER = "minga.people.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Minga"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the operator who made the account vouches for it
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Minga: "
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _https else 0  # or all behind the proxy share one limit
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if _oidc := os.environ.get("MINGA_OIDC"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": json.loads(Path(_oidc).read_text()),
    }
_tls = os.environ.get("MINGA_SMTP_TLS", "none")
SMTP: dict[str, Any] = {
    "host": os.environ.get("MINGA_SMTP_HOST", "localhost"),
    "port": int(os.environ.get("MINGA_SMTP_PORT", "25")),
    "username": os.environ.get("MINGA_SMTP_USER", ""),
    "password": os.environ.get("MINGA_SMTP_PASSWORD", ""),
    "use_tls": _tls == "starttls",
    "use_ssl": _tls == "ssl",
    "timeout": 10,
}
MAILERS = {
    "default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": SMTP},
}
SENDS_LETTERS = not DEMO or "MINGA_SMTP_HOST" in os.environ  # the demo bothers no server unasked
DIGEST_HOUR = int(os.environ.get("MINGA_DIGEST_HOUR", "7"))
DEFAULT_FROM_EMAIL = os.environ.get("MINGA_FROM", "minga@localhost")

# languages: Spanish first; message ids are Spanish, so nothing untranslated shows in another
LANGUAGE_CODE = "es"
LANGUAGES = [("es", _("Español")), ("en", _("English"))]
LOCALE_PATHS = [CHECKOUT / "minga" / "locale"]
FORMAT_MODULE_PATH = ["minga.locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("MINGA_TIME_ZONE", "America/Guayaquil")

# safety
ALLOWED_HOSTS = [_address.hostname or "127.0.0.1", "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [URL] if _https else []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SECURE_HSTS_SECONDS = 31536000 if _https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 25_000

# files
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
DOCUMENTS = HOME / "documents"
FACTS = HOME / "facts"
PUBLISHER = os.environ.get("MINGA_PUBLISHER") or _address.hostname or "minga"
FILES = os.environ.get("MINGA_FILES", "")
FILE_LIMIT = int(float(os.environ.get("MINGA_FILE_LIMIT", "25")) * 2**20)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
