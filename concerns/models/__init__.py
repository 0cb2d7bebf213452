"""Tables of children's records: pupils, reports, the work on them, files, categories and the adults' register."""

from concerns.models.category import Category, CategoryRequest, CategoryWording, Subcategory
from concerns.models.challenge import Challenge
from concerns.models.checklist import Checklist, ChecklistQuestion
from concerns.models.drawing import DrawnFile, FileDraw
from concerns.models.exclusion import Exclusion
from concerns.models.file import CourtOrder, KeyPerson, Professional, Shield, Status
from concerns.models.meeting import Meeting
from concerns.models.plan import Plan, PlanReview, PlanVersion
from concerns.models.pupil import Pupil
from concerns.models.quality import (
    QualityAnswer,
    QualityCheck,
    QualityCode,
    QualityFinding,
    QualityItem,
    QualityStep,
)
from concerns.models.reassessment import Reassessment
from concerns.models.referral import Referral
from concerns.models.register import AdultAccess, AdultConcern, AdultEntry, AdultStanding
from concerns.models.report import Attachment, BodyMark, Concern, Part, ReportDraft, ReportedChild
from concerns.models.roll import RollUpload
from concerns.models.tally import ConcernTally, RollTally
from concerns.models.words import ConcernWords
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
    "Challenge",
    "Checklist",
    "ChecklistQuestion",
    "Concern",
    "ConcernLink",
    "ConcernTally",
    "ConcernWords",
    "CourtOrder",
    "DrawnFile",
    "Entry",
    "Exclusion",
    "FileDraw",
    "KeyPerson",
    "Meeting",
    "Part",
    "Plan",
    "PlanReview",
    "PlanVersion",
    "Professional",
    "Pupil",
    "QualityAnswer",
    "QualityCheck",
    "QualityCode",
    "QualityFinding",
    "QualityItem",
    "QualityStep",
    "Reassessment",
    "Referral",
    "ReportDraft",
    "ReportedChild",
    "RollTally",
    "RollUpload",
    "Shield",
    "Standing",
    "Status",
    "Subcategory",
]
