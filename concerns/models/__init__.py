"""Tables of children's records: pupils, reports, the work on them, files, categories and the adults' register."""

from concerns.models.category import Category, CategoryRequest, CategoryWording, Subcategory
from concerns.models.exclusion import Exclusion
from concerns.models.file import CourtOrder, KeyPerson, Professional, Shield, Status
from concerns.models.pupil import Pupil
from concerns.models.register import AdultAccess, AdultConcern, AdultEntry, AdultStanding
from concerns.models.report import Attachment, BodyMark, Concern, Part, ReportDraft, ReportedChild
from concerns.models.roll import RollUpload
from concerns.models.work import Action, ConcernLink, Entry, Standing

__all__ = [
    "Action",
    "AdultAccess",
    "AdultConcern",
    "AdultEntry",
    "AdultStanding",
    "Attachment",
    "BodyMark",
    "Category",
    "CategoryRequest",
    "CategoryWording",
    "Concern",
    "ConcernLink",
    "CourtOrder",
    "Entry",
    "Exclusion",
    "KeyPerson",
    "Part",
    "Professional",
    "Pupil",
    "ReportDraft",
    "ReportedChild",
    "RollUpload",
    "Shield",
    "Standing",
    "Status",
    "Subcategory",
]
