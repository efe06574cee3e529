"""The real settings, and a header that says what each answer took."""

from minga.settings import *  # noqa: F403
from minga.settings import MIDDLEWARE

MIDDLEWARE = ["minga.bench.timing.server_timing", *MIDDLEWARE]
