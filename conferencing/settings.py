"""Every setting of the house, read top to bottom; each variable of the environment is named once, here.

Without variables this is the small set-up: one machine, SQLite, in-memory channel layer, the media node a child.
With DATABASE_URL and REDIS_URL it is the grown one; nothing is forked.
"""

import os
import socket
import sys
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from conferencing.secret import kept_secret
from conferencing.smtp import outgoing
from rooms.invitations.place import NoPlace, read_place

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()  # X_FILE names a file that holds X: how a container is given a secret

# --- which set-up
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)
REDIS_URL = env.str("REDIS_URL", default="")
GROWN = bool(env.str("DATABASE_URL", default="") or REDIS_URL)
DEMO = env.bool("DEMO", default=False)  # the demo province: its accounts on the sign-in page, its mailbox page
DEBUG = env.bool("DEBUG", default=False)
HOUSE_OWNER = env.str("HOUSE_OWNER", default="UBND tỉnh Phú Thọ" if DEMO else "")  # stands under the logo
SUPPORT_CONTACT = env.str(  # whom to call when a line is bad; a meeting's own contact goes before it
    "SUPPORT_CONTACT", default="Trung tâm Chuyển đổi số, 0210 3 846 000" if DEMO else ""
)
TESTING = "pytest" in sys.modules

# --- where people reach us
PORT = env.int("PORT", default=8000)
PROCESS_NAME = env.str("PROCESS_NAME", default=f"{socket.gethostname()}:{PORT}")  # the same after a restart
BIND = env.str("BIND", default="127.0.0.1")  # without TLS only this machine gets camera and microphone anyway
PUBLIC_URL = env.str("PUBLIC_URL", default=f"http://localhost:{PORT}").rstrip("/")
SECURE = PUBLIC_URL.startswith("https://")
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=1 if SECURE else 0)  # how many stand before us and name the client
PUBLIC_HOST = PUBLIC_URL.split("://", 1)[1].split("/", 1)[0].rsplit(":", 1)[0]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[PUBLIC_HOST, *([] if GROWN else ["localhost", "127.0.0.1"])])
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
if DEBUG and SECURE:
    raise ImproperlyConfigured("DEBUG with a public address would show the code to strangers")

# --- secrets
if env.str("SECRET_KEY", default=""):
    SECRET_KEY = env.str("SECRET_KEY")
elif GROWN:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set: the grown set-up never makes one up, its processes must share it"
    )
else:
    SECRET_KEY = kept_secret(VAR_DIR / "secret_key")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

# --- rooms, lowest storey first: foreign keys only point up this list
ROOMS = [
    "rooms.journal",
    "rooms.people",
    "rooms.media",
    "rooms.directory",
    "rooms.meetings",
    "rooms.papers",
    "rooms.speakers",
    "rooms.attendance",
    "rooms.invitations",
    "rooms.recordings",
    "rooms.calendars",
    "rooms.minutes",
    "rooms.live",
    "rooms.demo",
]
# Which seats came to a meeting, for the funnel of invitations: `(meeting_id, now) -> Collection[UUID]`.
PRESENT_SEATS = "rooms.attendance.queries.seats_that_came"
# What papers go with a meeting's letters: `(meeting_id) -> Sequence[Attachment]` of rooms/invitations/letters.py.
LETTER_ATTACHMENTS = "rooms.invitations.enclosing.giay_moi"
# What the home page asks: each answers "what waits for this person?" (rooms/meetings/waiting.py).
WAITING_TELLERS = [
    "rooms.meetings.telling.desk",
    "rooms.papers.telling.tell",
    "rooms.invitations.waiting.tell",
]
# What seats were told and answered: calendars ask, the room that writes the letters tells (rooms/meetings/told.py).
SEAT_TELLERS = {"told": "rooms.invitations.queries.told", "declined": "rooms.invitations.queries.declined"}
INSTALLED_APPS = [
    "conferencing",
    "daphne",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    *ROOMS,
    "django.contrib.admin",
    "channels",
    "allauth",
    "allauth.account",
    "csp",
    "django_vite",
    "huey.contrib.djhuey",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "conferencing.language.ChosenLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "conferencing.refusals.RefusalsInWords",
]
ROOT_URLCONF = "conferencing.urls"
ASGI_APPLICATION = "conferencing.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "conferencing" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "conferencing.context.house",
            ],
            "builtins": ["conferencing.templatetags.shell", "django_vite.templatetags.django_vite"],
        },
    },
]

# --- database
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'diemcau.sqlite3'}")}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # RELIABILITY.md 1: WAL with NORMAL survives crashes, only FULL survives a power cut. IMMEDIATE: a writer waits for
    # its turn at BEGIN instead of failing in the middle.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 5,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
    }
    # A file, not shared memory: threads of one test then wait for each other as in the running house.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / f"test-{os.getpid()}.sqlite3")}
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {"connect_timeout": 2}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- channel layer
# One channel a process hears all media answers: 300 browsers that join at once must fit in (the default is 100).
_capacity = {"capacity": 2000}
if REDIS_URL:
    # channels-redis 4.3 with redis-py 8: the default socket_timeout collides with the blocking pop (MINUTES.md).
    _hosts = [{"address": REDIS_URL, "socket_timeout": None, "max_connections": 10_000}]
    CHANNEL_LAYERS = {
        "default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": _hosts, **_capacity}}
    }
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {
                "socket_connect_timeout": 2,
                "socket_timeout": 2,
            },  # a Redis that is away is said so, not awaited
        }
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": _capacity}}

# --- people, sign-in
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "rooms.people.adapter.ClosedHouse"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody is told whether an address has an account, nor written to without one
# S-7: a commune hides behind one address, so the address alone never locks; the account does (5 in 5 minutes).
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES  # without it the limits would count the proxy, not the client
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "5/5m/key"}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

# --- cookies, headers (SECURITY.md S-3 to S-5)
_host = "__Host-" if SECURE else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_host}session", f"{_host}csrf"
LANGUAGE_COOKIE_NAME = f"{_host}language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = 8 * 3600
SESSION_SAVE_EVERY_REQUEST = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^health$", r"^ready$"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "style-src-attr": ["'unsafe-inline'"],  # Lit's first styleMap render writes style attributes
        "img-src": [SELF, "blob:", "data:"],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# --- language and time
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "conferencing" / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# --- front end
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
if TESTING or not GROWN:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a missing one even where it uses finders
FRONTEND_DIST = BASE_DIR / "frontend" / "dist"
STATICFILES_DIRS = [FRONTEND_DIST] if FRONTEND_DIST.is_dir() else []
WHITENOISE_USE_FINDERS = not GROWN
# Tests of pages do not ask for a built front end; those that open a browser do, in a process of its own.
DJANGO_VITE = {"default": {"manifest_path": FRONTEND_DIST / "manifest.json", "dev_mode": TESTING}}
SERIALIZATION_MODULES: dict[str, str] = {}

# --- mail
MAIL_DOMAIN = env.str("MAIL_DOMAIN", default=PUBLIC_HOST if "." in PUBLIC_HOST else "diemcau.localhost")
MAIL_AUTHSERV = env.str("MAIL_AUTHSERV", default=MAIL_DOMAIN)  # our mail server's name in Authentication-Results
MAIL_SENDER_NAME = env.str("MAIL_SENDER_NAME", default="Điểm Cầu")
if env.str("EMAIL_URL", default=""):
    vars().update(outgoing(env.email_url("EMAIL_URL"), env.str("EMAIL_PASSWORD", default="")))
else:
    EMAIL_BACKEND = "rooms.demo.mailbox.MaildirBackend"
EMAIL_TIMEOUT = 20
MAIL_AUTHORITIES = env.str("MAIL_AUTHORITIES", default="")  # whom SMTP and IMAP trust; empty: the system's authorities
LETTERS_PER_MINUTE = env.int("LETTERS_PER_MINUTE", default=0)  # what the province's mail server bears; 0: no limit
MAILDIR = VAR_DIR / "mailbox"
LMTP_HOST = env.str("LMTP_HOST", default="127.0.0.1")
LMTP_PORT = env.int("LMTP_PORT", default=8024)
try:  # the other way in: a mailbox that poll_mail looks into
    IMAP = read_place(env.str("IMAP_URL", default=""), env.str("IMAP_PASSWORD", default=""))
except NoPlace as fault:
    raise ImproperlyConfigured(str(fault)) from None
IMAP_EVERY_S = env.int("IMAP_EVERY_S", default=30)

# --- tasks
HUEY = {
    "huey_class": "huey.MemoryHuey" if TESTING else "huey.RedisHuey" if REDIS_URL else "huey.SqliteHuey",
    "name": "diemcau",
    "immediate": False,
    "connection": {} if TESTING else {"url": REDIS_URL} if REDIS_URL else {"filename": str(VAR_DIR / "tasks.sqlite3")},
    "consumer": {"workers": 2, "worker_type": "thread", "periodic": True, "check_worker_health": True},
}

# --- media
MEDIA_PORT = env.int("MEDIA_PORT", default=40_000)
MEDIA_PUBLIC_IP = env.str("MEDIA_PUBLIC_IP", default="127.0.0.1")  # with commas several, IPv4 and IPv6, the best first
_from_outside = "0.0.0.0,::" if ":" in MEDIA_PUBLIC_IP else "0.0.0.0"  # noqa: S104 - people come from outside
MEDIA_BIND = env.str("MEDIA_BIND", default=_from_outside if GROWN else "127.0.0.1")
MEDIA_PATH = env.str("MEDIA_PATH", default="auto")  # batch: many packets a system call; portable: one; auto: what works
MEDIA_NODE = env.str("MEDIA_NODE", default="local")
MEDIA_NODES = env.list("MEDIA_NODES", default=[])  # grown: the nodes a meeting may be placed on; empty: a child process
TURN_URLS = env.list("TURN_URLS", default=[])  # a relay (coturn) for networks that let nothing but TLS through
TURN_SECRET = env.str("TURN_SECRET", default="")

# --- figures for Prometheus; each process that tells some has a port of its own, 0 where nobody asks
METRICS_BIND = env.str("METRICS_BIND", default="127.0.0.1")  # a private address; a public one is refused
METRICS_PORT = env.int("METRICS_PORT", default=0)  # of the web process
MEDIA_METRICS_PORT = env.int("MEDIA_METRICS_PORT", default=0)  # of the media node

# --- recordings: the media nodes write the tracks, the tasks worker the film, the web hands it out: one disk for all
RECORDINGS_DIR = env.str("RECORDINGS_DIR", default=str(VAR_DIR / "recordings"))

# --- logs: one JSON object a line, user text only as a value (S-9); at a terminal of the small set-up lines for people
LOG_FORMAT = env.str("LOG_FORMAT", default="plain" if sys.stderr.isatty() and not GROWN else "json")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "conferencing.logs.JsonLine"}, "plain": {"()": "conferencing.logs.PlainLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.channels.server": {"level": "WARNING"},
        "daphne": {"level": "WARNING"},
        "mail.log": {"level": "WARNING"},
        "django.db.backends": {"level": "INFO"},  # at DEBUG it says every statement, what people wrote in it
        "huey": {"level": "WARNING", "handlers": ["stderr"], "propagate": False},
    },
}
