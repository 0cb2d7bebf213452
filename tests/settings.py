"""The application's settings for tests: with a server, files and secrets apart, and a quick hash."""

import os
from pathlib import Path

os.environ.setdefault("GOLDEN_THREAD_DEMONSTRATION", "1")
os.environ.setdefault("GOLDEN_THREAD_CLUSTER", "test")
os.environ.setdefault("GOLDEN_THREAD_VAR", str(Path(__file__).resolve().parents[1] / "var" / "test"))

from safeguarding.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
