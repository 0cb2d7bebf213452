"""The names of all that a role may allow."""

from enum import StrEnum


class Permission(StrEnum):
    SCHOOL_ENTER = "school.enter"  # be known in the school at all
    LEADS_PHONES = "leads.phones"  # say on which numbers the leads are rung
    PEOPLE_MANAGE = "people.manage"  # invite people, end memberships
    AUDIT_LIST = "audit.list"  # know which audits there are and how far they are
    AUDIT_START = "audit.start"
    AUDIT_ANSWER = "audit.answer"  # read and write answers, actions and evidence of a draft
    AUDIT_SUBMIT = "audit.submit"
    AUDIT_SUMMARY = "audit.summary"  # read every audit that was submitted
    AUDIT_READ = "audit.read"  # open the summary of an audit that one may read
    AUDIT_QUESTION = "audit.question"  # ask about an audit that was submitted
    AUDIT_REVIEW = "audit.review"  # review, return and sign for the governors
    AUDIT_SIGN = "audit.sign"  # sign for the school
    AUDIT_WITHDRAW = "audit.withdraw"
    AUDIT_INVITE = "audit.invite"  # name the adviser of an audit
    AUDIT_COMMENT = "audit.comment"  # advise on the one audit that invites
    REPORTS_PACK = "reports.pack"  # have the reports of one's own school made as one file
    RESOURCES_KEEP = "resources.keep"  # say what the trust recommends, and answer suggestions
    AUDIT_SCHEDULE = "audit.schedule"  # say which audits the trust asks for, and by when
    TRUST_BOARD = "trust.board"  # see all schools of the trust side by side
    EDITION_EDIT = "edition.edit"  # make, correct and publish editions for the trust's schools
    CASE_CHECK = "audit.case_check"  # rate the sampled cases
    ACTION_PROGRESS = "action.progress"  # note progress on actions of one's own
    CONCERN_REPORT = "concern.report"  # report a concern and see one's own reports
    CONCERN_VIEW = "concern.view"  # read all concerns of the school
    CONCERN_MANAGE = "concern.manage"  # triage, decide, act, resolve
    LESSONS = "lessons.view"  # read what a school lives by of the seven lessons: counts alone
    CHILD_VIEW = "child.view"  # open a child's file
    CHILD_WRITE = "child.write"  # write on the front sheet, shut people out
    PUPILS_IMPORT = "pupils.import"  # bring in the school's roll
    CATEGORY_ASK = "category.ask"  # read the list and ask for a new category
    CATEGORY_DECIDE = "category.decide"
    QUALITY_CHECK = "quality.check"  # check the quality of records, and read what a check found
    QUALITY_TRUST = "quality.trust"  # check over schools, bring in the trust's checklist
    ADULT_REGISTER = "adult.register"  # keep the register of concerns about adults


P = Permission
