"""The collected static files, as the application serves them."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

BUILT = Path(settings.BASE_DIR) / "static" / "build" / "golden-thread.css"


def ensure_collected() -> None:
    """Collect static files again if any has changed since they were last collected."""
    if not BUILT.exists():
        raise FileNotFoundError("The styles and scripts are not built. Run: make setup")
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists() or manifest.stat().st_mtime < max(_times(), default=0):
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)


def _times():
    for finder in get_finders():
        for path, storage in finder.list([]):
            yield Path(storage.path(path)).stat().st_mtime
