"""Who gets which answer from which address, typed by hand and not derived from the code that it checks.

An address without a line, and a line without an address, fail.
"""

import pytest
from django.urls import get_resolver
from django.utils import timezone

from audits.models import Audit
from tests.access.addresses import address, all_names
from tests.access.world import PEOPLE, make_world
from tests.factories.places import reopen_wall
from tests.factories.reviews import asked

IN = 302  # a signed-out person is sent to sign in
NO = 403
GONE = 404
POST = 405  # it only takes posts

#                       staff lead  deputy head  governor adviser admin officer outsider nobody
MATRIX = {
    "home":                (200, 200, 200, 200, 200, 200, 200, 200, 200, IN),
    "notices":             (200, 200, 200, 200, 200, 200, 200, 200, 200, IN),
    "notice_choices":      (200, 200, 200, 200, 200, 200, 200, 200, 200, IN),
    "notice_seen":         (POST, POST, POST, POST, POST, POST, POST, POST, POST, IN),
    "accessibility":       (200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "privacy":             (200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "help":                (200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "account_login":       (302, 302, 302, 302, 302, 302, 302, 302, 302, 200),
    "account_logout":      (200, 200, 200, 200, 200, 200, 200, 200, 200, 302),
    "account_signup":      (302, 302, 302, 302, 302, 302, 302, 302, 302, 200),
    "account_inactive":    (200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "account_reauthenticate": (200, 200, 200, 200, 200, 200, 200, 200, 200, IN),
    "account_change_password": (200, 200, 200, 200, 200, 200, 200, 200, 200, IN),
    "account_reset_password": (200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "account_reset_password_done": (200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "account_reset_password_from_key": (200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "account_reset_password_from_key_done": (200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "people":              (NO,  NO,  NO,  NO,  NO,  NO,  200, NO,  GONE, IN),
    "invite":              (NO,  NO,  NO,  NO,  NO,  NO,  200, NO,  GONE, IN),
    "lead_phones":         (NO,  200, NO,  NO,  NO,  NO,  200, NO,  GONE, IN),
    "resources":           (200, 200, 200, 200, 200, 200, 200, 200, GONE, IN),
    "resource_suggest":    (200, 200, 200, 200, 200, 200, 200, 200, GONE, IN),
    "resource":            (200, 200, 200, 200, 200, 200, 200, 200, GONE, IN),
    "resource_file":       (GONE, GONE, GONE, GONE, GONE, GONE, GONE, GONE, GONE, IN),  # it is a link
    "trust_resources":     (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust_resource_add":  (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust_resource":      (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust_suggestion":    (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "membership":          (NO,  NO,  NO,  NO,  NO,  NO,  200, NO,  GONE, IN),
    "audits:audits":       (NO,  200, 200, 200, 200, NO,  NO,  200, GONE, IN),
    "audits:years":        (NO,  200, 200, 200, 200, NO,  NO,  200, GONE, IN),
    "audits:start":        (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:audit":        (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:particulars":  (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:share":        (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:check":        (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:submit":       (NO,  302, NO,  302, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:rated":        (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:section":      (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:ready":        (POST, POST, POST, POST, POST, POST, POST, POST, POST, IN),
    "audits:history":      (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:here":         (POST, POST, POST, POST, POST, POST, POST, POST, POST, IN),
    "audits:clash":        (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:cases":        (NO,  200, 200, NO,  NO,  NO,  NO,  NO,  GONE, IN),
    "audits:case_add":     (NO,  200, 200, NO,  NO,  NO,  NO,  NO,  GONE, IN),
    "audits:case":         (NO,  200, 200, NO,  NO,  NO,  NO,  NO,  GONE, IN),
    "case_draw":           (NO,  200, 200, NO,  NO,  NO,  NO,  NO,  GONE, IN),
    "case_file":           (NO,  302, 302, NO,  NO,  NO,  NO,  NO,  GONE, IN),
    "audits:summary":      (NO,  200, 200, 200, 200, 200, NO,  200, GONE, IN),
    "audits:answers":      (NO,  200, 200, 200, GONE, GONE, NO, GONE, GONE, IN),
    "audits:report":       (NO,  200, 200, 200, GONE, GONE, NO, GONE, GONE, IN),
    "audits:figures":      (NO,  200, 200, 200, GONE, GONE, NO, GONE, GONE, IN),
    "audits:figures_csv":  (NO,  200, 200, 200, GONE, GONE, NO, GONE, GONE, IN),
    "audit_figure":        (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:compare":      (NO,  200, 200, 200, GONE, GONE, NO, GONE, GONE, IN),
    "audits:compare_with": (NO,  GONE, GONE, GONE, GONE, GONE, NO, GONE, GONE, IN),  # no other audit there
    "audits:edition_changes": (NO, 200, 200, 200, 200, 200, NO, 200, GONE, IN),
    "audits:plan":         (NO,  200, 200, 200, GONE, GONE, NO, GONE, GONE, IN),
    "audits:plan_csv":     (NO,  200, 200, 200, GONE, GONE, NO, GONE, GONE, IN),
    "audits:plan_xlsx":    (NO,  200, 200, 200, GONE, GONE, NO, GONE, GONE, IN),
    "audits:actions":      (NO,  200, 200, 200, 200, NO,  NO,  200, GONE, IN),
    "audits:action_add":   (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:action":       (GONE, 200, 200, 200, GONE, GONE, GONE, GONE, GONE, IN),
    "audits:evidence_library": (NO, 200, 200, 200, NO, NO, NO, NO, GONE, IN),
    "audits:evidence_add": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:evidence_piece": (NO, 200, 200, 200, NO, NO, NO, NO, GONE, IN),
    "audits:evidence_file": (NO, GONE, GONE, GONE, NO, NO, NO, NO, GONE, IN),  # the piece is a note
    "audits:item_evidence": (NO, 200, 200, 200, NO, NO, NO, NO, GONE, IN),
    "audits:case_remove":  (POST, POST, POST, POST, POST, POST, POST, POST, POST, IN),
    "trust:schedule":      (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust:schedule_add":  (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust:schedule_change": (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust:board":         (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust:board_csv":     (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust:board_xlsx":    (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    # A pack is there for the person who asked for it alone; none has a file yet.
    "trust:reports":       (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust:pack":          (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust:pack_file":     (GONE, GONE, GONE, GONE, GONE, GONE, GONE, GONE, GONE, IN),
    "audits:reports":      (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:pack":         (NO,  200, GONE, GONE, NO, NO,  NO,  NO,  GONE, IN),
    "audits:pack_file":    (NO,  GONE, GONE, GONE, NO, NO, NO,  NO,  GONE, IN),
    "trust:editions": (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust:edition": (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust:edition_copy": (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust:edition_about": (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust:edition_clocks": (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust:edition_publish": (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust:edition_preview": (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust:section_add": (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust:edition_section": (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust:item_add": (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust:edition_item": (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust:item_remove": (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust:crosswalk": (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust:line_add": (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust:line": (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust:edition_move": (POST, POST, POST, POST, POST, POST, POST, POST, POST, IN),
    "audits:question":     (NO,  GONE, GONE, GONE, GONE, GONE, NO, GONE, GONE, IN),  # nobody asks about a draft
    "audits:review":       (NO,  NO,  NO,  NO,  200, NO,  NO,  NO,  GONE, IN),
    "audits:return":       (NO,  NO,  NO,  NO,  200, NO,  NO,  NO,  GONE, IN),
    "audits:sign":         (NO,  302, NO,  302, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:reopen":       (NO,  302, NO,  302, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:reopen_for_governors": (NO, NO, NO, NO, 200, NO, NO, NO, GONE, IN),
    "audits:withdraw":     (NO,  NO,  NO,  200, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:adviser":      (NO,  200, NO,  200, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:revisions":    (NO,  200, 200, 200, 200, GONE, NO, 200, GONE, IN),
    "audits:revision_changes": (NO, GONE, GONE, GONE, GONE, GONE, NO, GONE, GONE, IN),  # there is one revision
    "audits:revision_report": (NO, GONE, GONE, GONE, GONE, GONE, NO, GONE, GONE, IN),  # and nobody signed it
    "hide_screen":         (POST, POST, POST, POST, POST, POST, POST, POST, POST, IN),
    "hidden_screen":       (302, 302, 302, 302, 302, 302, 302, 302, 302, IN),
    "concerns:today": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:concerns": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:concerns_csv": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:concerns_xlsx": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:concern": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:looked": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:entry_add": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:entry": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:entry_correct": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:entry_error": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:move": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:concern_refer": (NO,  302, 302, 302, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:concern_challenge": (NO,  302, 302, 302, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:referral_add": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:referral": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:referral_step": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:challenge_add": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:challenge": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:challenge_step": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:action": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:action_change": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:triage": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:child_match": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:children": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:child": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:concern_plan": (NO,  302, 302, 302, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:child_plans": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:plan_start": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:meeting_add": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:paper_add": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:plan": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:plan_versions": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:plan_write": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:plan_in_force": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:plan_review": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:plan_action_add": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:plan_owner": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:plan_end": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:plan_pdf": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:meeting": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:meeting_held": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:meeting_minutes": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:meeting_report_sent": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:meeting_move": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:meeting_cancel": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:meeting_correct": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:meeting_owner": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:child_attachment": (NO,  302, 302, 302, NO, NO, NO, NO, GONE, IN),
    "concerns:child_looks": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:chronology_pdf": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:lessons": (NO,  200, 200, 200, 200, NO,  NO,  200, GONE, IN),
    "concerns:lessons_csv": (NO, 200, 200, 200, 200, NO, NO,  200, GONE, IN),
    "concerns:lessons_pdf": (NO, 200, 200, 200, 200, NO, NO,  200, GONE, IN),
    "concerns:lesson": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "trust_lessons":       (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust_lessons_csv":   (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust_lessons_pdf":   (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "concerns:figures": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:figure_list": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:trends": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:trends_csv": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:trends_xlsx": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "trust_concerns:trends": (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust_concerns:trends_csv": (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust_concerns:trends_xlsx": (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "concerns:marker": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:marker_csv": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:marker_xlsx": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:delay_why": (NO,  302, 302, 302, NO,  NO,  NO,  NO,  GONE, IN),  # it was in time
    "concerns:paper_kept": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:our_view": (NO,  302, 302, 302, NO,  NO,  NO,  NO,  GONE, IN),  # nothing is asked
    "concerns:view_changed": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:child_entry_add": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:child_authority": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:child_marker": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:child_shield": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:child_fact_add": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:child_fact_change": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:child_fact_end": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:file_exclusions": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:file_exclusion_end": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:concern_pdf": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:concern_exclusions": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:concern_exclusion_end": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:attachment": (NO,  302, 302, 302, NO, NO, NO, NO, GONE, IN),
    "concerns:child_category": (NO,  302, 302, 302, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:resolve": (NO,  302, 302, 302, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:report": (200, 200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:my_reports": (200, 200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:report_who": (200, GONE, GONE, GONE, NO, NO, NO, NO, GONE, IN),
    "concerns:report_account": (200, GONE, GONE, GONE, NO, NO, NO, NO, GONE, IN),
    "concerns:report_marks": (200, GONE, GONE, GONE, NO, NO, NO, NO, GONE, IN),
    "concerns:report_delete": (200, GONE, GONE, GONE, NO, NO, NO, NO, GONE, IN),
    "concerns:receipt": (200, GONE, GONE, GONE, NO, NO, NO, NO, GONE, IN),
    "concerns:my_report": (200, GONE, GONE, GONE, NO, NO, NO, NO, GONE, IN),
    "concerns:report_check": (302, GONE, GONE, GONE, NO, NO, NO, NO, GONE, IN),
    "concerns:find_child": (POST, POST, POST, POST, POST, POST, POST, POST, POST, IN),
    "concerns:pupils": (NO,  200, NO,  NO,  NO,  NO,  200, NO,  GONE, IN),
    "concerns:pupils_check": (NO,  200, NO,  NO,  NO,  NO,  GONE, NO, GONE, IN),
    "concerns:pupils_faults": (NO,  200, NO,  NO,  NO,  NO,  GONE, NO, GONE, IN),
    "concerns:categories": (NO,  200, 200, 200, NO,  NO,  NO,  200, GONE, IN),
    "concerns:category_requests": (NO,  200, 200, 200, NO,  NO,  NO,  200, GONE, IN),
    "concerns:category": (NO,  200, 200, 200, NO,  NO,  NO,  200, GONE, IN),
    "concerns:category_request": (NO,  200, 200, 200, NO,  NO,  NO,  200, GONE, IN),
    "concerns:category_ask": (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:adult_report": (200, 200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:adult_receipt": (200, GONE, GONE, GONE, NO, NO, NO, NO, GONE, IN),
    "concerns:register": (NO,  NO,  NO,  200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:register_patterns": (NO,  NO,  NO,  200, NO,  NO,  NO,  NO,  GONE, IN),
    "concerns:adult_named": (GONE, GONE, GONE, 302, GONE, GONE, GONE, GONE, GONE, IN),
    "concerns:adult": (GONE, GONE, GONE, 200, GONE, GONE, GONE, GONE, GONE, IN),
    "concerns:adult_entry": (GONE, GONE, GONE, 200, GONE, GONE, GONE, GONE, GONE, IN),
    "concerns:adult_people": (GONE, GONE, GONE, 200, GONE, GONE, GONE, GONE, GONE, IN),
    "concerns:adult_reporter": (GONE, GONE, GONE, GONE, GONE, GONE, GONE, GONE, GONE, IN),
    "concerns:adult_person_end": (POST, POST, POST, POST, POST, POST, POST, POST, POST, IN),
    # The check is the lead's own and open: nobody else reads its records.
    "concerns:quality":    (NO,  200, 200, 200, NO,  NO,  NO,  200, GONE, IN),
    "concerns:quality_draw": (NO, 200, 200, 200, NO, NO,  NO,  200, GONE, IN),
    "concerns:quality_results": (NO, 200, 200, 200, NO, NO, NO, 200, GONE, IN),
    "concerns:quality_results_csv": (NO, 200, 200, 200, NO, NO, NO, 200, GONE, IN),
    "concerns:quality_results_xlsx": (NO, 200, 200, 200, NO, NO, NO, 200, GONE, IN),
    "concerns:quality_check": (NO, 200, 200, 200, NO, NO, NO,  200, GONE, IN),
    "concerns:quality_record": (NO, 200, GONE, GONE, NO, NO, NO, GONE, GONE, IN),
    "concerns:quality_finding": (NO, 200, GONE, GONE, NO, NO, NO, GONE, GONE, IN),
    "concerns:quality_finish": (NO, 200, GONE, GONE, NO, NO, NO, GONE, GONE, IN),
    "concerns:quality_stop": (NO, 200, GONE, GONE, NO, NO, NO, GONE, GONE, IN),
    "concerns:quality_read": (POST, POST, POST, POST, POST, POST, POST, POST, POST, IN),
    "concerns:quality_answer": (NO, 200, 200, 200, NO, NO, NO,  NO,  GONE, IN),
    "concerns:quality_action": (NO, 200, 200, 200, NO, NO, NO,  NO,  GONE, IN),
    "check_evidence":      (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "trust_quality:quality": (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust_quality:draw":  (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust_quality:checklists": (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust_quality:checklist": (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust_quality:results": (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust_quality:results_csv": (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
    "trust_quality:results_xlsx": (GONE, GONE, GONE, GONE, GONE, GONE, GONE, 200, GONE, IN),
}  # fmt: skip

# What changes once the audit was submitted.
SUBMITTED = {
    "audits:summary":      (NO,  200, 200, 200, 200, 200, NO,  200, GONE, IN),
    "audits:answers":      (NO,  200, 200, 200, 200, 200, NO,  200, GONE, IN),
    "audits:report":       (NO,  200, 200, 200, 200, 200, NO,  200, GONE, IN),
    "audits:figures":      (NO,  200, 200, 200, 200, 200, NO,  200, GONE, IN),
    "audits:figures_csv":  (NO,  200, 200, 200, 200, 200, NO,  200, GONE, IN),
    "audits:compare":      (NO,  200, 200, 200, 200, 200, NO,  200, GONE, IN),
    "audits:plan":         (NO,  200, 200, 200, 200, 200, NO,  200, GONE, IN),
    "audits:plan_csv":     (NO,  200, 200, 200, 200, 200, NO,  200, GONE, IN),
    "audits:plan_xlsx":    (NO,  200, 200, 200, 200, 200, NO,  200, GONE, IN),
    "audits:action":       (GONE, 200, 200, 200, 200, GONE, GONE, 200, GONE, IN),
    "audits:audit":        (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:section":      (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:submit":       (NO,  302, NO,  302, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:question":     (NO,  200, 200, 200, 200, 200, NO,  200, GONE, IN),
    "audits:review":       (NO,  NO,  NO,  NO,  200, NO,  NO,  NO,  GONE, IN),
    "audits:return":       (NO,  NO,  NO,  NO,  200, NO,  NO,  NO,  GONE, IN),
    "audits:sign":         (NO,  302, NO,  302, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:reopen_for_governors": (NO, NO, NO, NO, 302, NO, NO, NO, GONE, IN),
    "audits:withdraw":     (NO,  NO,  NO,  200, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:revisions":    (NO,  200, 200, 200, 200, 200, NO,  200, GONE, IN),
    "audits:revision_changes": (NO, GONE, GONE, GONE, GONE, GONE, NO, GONE, GONE, IN),
    "audits:revision_report": (NO, GONE, GONE, GONE, GONE, GONE, NO, GONE, GONE, IN),
}  # fmt: skip


def test_every_address_has_its_line():
    assert set(MATRIX) == set(all_names())


def test_every_view_has_a_guard_or_is_public_on_purpose():
    open_views = {"accessibility", "privacy", "help"}
    for name, callback in _callbacks(get_resolver().url_patterns):
        if name.startswith("account_") or name in open_views:
            continue
        assert getattr(callback, "guarded_by", None), f"{name} has no guard"


def _callbacks(patterns, namespace=""):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _callbacks(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else "")
        else:
            yield f"{namespace}{pattern.name}", pattern.callback


@pytest.fixture(scope="module")
def world(made_once):
    return made_once(make_world)


@pytest.mark.parametrize("who", PEOPLE)
def test_matrix(world, db, client, who):
    assert _answers(client, world, who, MATRIX) == _expected(MATRIX, who)


@pytest.mark.parametrize("who", PEOPLE)
def test_matrix_of_a_submitted_audit(world, db, client, who):
    reopen_wall()
    Audit.objects.filter(pk=world.own.audit.pk).update(
        state=Audit.State.SUBMITTED, submitted_at=timezone.now(), submitted_by=world.person("lead")
    )
    question = asked(world.own.audit, by=world.person("governor")).public_id
    assert _answers(client, world, who, SUBMITTED, question=question) == _expected(SUBMITTED, who)


def _answers(client, world, who, names, **more) -> dict[str, int]:
    parts = world.own.parts | more
    if user := world.person(who):
        client.force_login(user)
    return {name: client.get(address(name, parts)).status_code for name in names}


def _expected(matrix, who) -> dict[str, int]:
    return {name: line[PEOPLE.index(who)] for name, line in matrix.items()}
