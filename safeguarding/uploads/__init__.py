"""Checking of files that people send: a short list of kinds, read whole by a parser before any is kept.

First bytes alone let through a picture that is also a page, a workbook with a macro and a bomb in a zip. So
each kind is opened; pictures are drawn anew and PDFs written anew, which leaves behind what is not theirs.
"""

from safeguarding.uploads.checking import CheckedFile, check_upload
from safeguarding.uploads.kinds import ACCEPT, KINDS

__all__ = ["ACCEPT", "KINDS", "CheckedFile", "check_upload"]
