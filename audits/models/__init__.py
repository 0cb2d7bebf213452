"""Tables of audits: the form as data, and what schools say to it."""

from audits.models.action import Action, ActionUpdate
from audits.models.audit import Audit
from audits.models.case import CaseSample
from audits.models.crosswalk import CrosswalkLine, Relation
from audits.models.due_audit import DueAudit, DueAuditChange
from audits.models.edition import Edition, Framework, Item, Prompt, RatingMeaning, Section
from audits.models.evidence import Evidence, EvidenceUse
from audits.models.kept_report import KeptReport
from audits.models.presence import Presence
from audits.models.report_pack import PackPart, ReportPack
from audits.models.response import Mark, Response, ResponseRevision
from audits.models.review import Comment, Question, Reply, ReviewStep, SignedReport, Submission
from audits.models.share import SectionShare

__all__ = [
    "Action",
    "ActionUpdate",
    "Audit",
    "CaseSample",
    "Comment",
    "CrosswalkLine",
    "DueAudit",
    "DueAuditChange",
    "Edition",
    "Evidence",
    "EvidenceUse",
    "Framework",
    "Item",
    "KeptReport",
    "Mark",
    "PackPart",
    "Presence",
    "Prompt",
    "Question",
    "RatingMeaning",
    "Relation",
    "Reply",
    "ReportPack",
    "Response",
    "ResponseRevision",
    "ReviewStep",
    "Section",
    "SectionShare",
    "SignedReport",
    "Submission",
]
