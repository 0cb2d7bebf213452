"""The application's settings for tests: with a server, files and secrets apart, quick to hash and to begin."""

import os
from pathlib import Path

os.environ.setdefault("GOLDEN_THREAD_DEMONSTRATION", "1")
os.environ.setdefault("GOLDEN_THREAD_CLUSTER", "test")
os.environ.setdefault("GOLDEN_THREAD_VAR", str(Path(__file__).resolve().parents[1] / "var" / "test"))

from safeguarding.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Each test's client begins with the whole of middleware, which reads the folder of static files anew.
MIDDLEWARE = [name.replace("whitenoise.middleware", "tests.browser.remembering") for name in MIDDLEWARE]  # noqa: F405
