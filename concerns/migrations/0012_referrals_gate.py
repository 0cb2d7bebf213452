"""A concern is not resolved while a referral of it waits for something, or a challenge is open."""

from importlib import import_module

from django.db import migrations

STRUCK = import_module("concerns.migrations.0003_struck_entries")
BEFORE = STRUCK.with_struck_out(STRUCK.FUNCTIONS_BEFORE)
AFTER_THE_ACTIONS = """RAISE EXCEPTION 'an action is open' USING ERRCODE = 'restrict_violation';
  END IF;
"""
OTHERS = """  IF EXISTS (
    SELECT 1 FROM concerns_referral WHERE concern_id = concern AND state NOT IN ('accepted', 'withdrawn')
  ) THEN
    RAISE EXCEPTION 'a referral is not settled' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT 1 FROM concerns_challenge WHERE concern_id = concern AND state = 'raised') THEN
    RAISE EXCEPTION 'a challenge is open' USING ERRCODE = 'restrict_violation';
  END IF;
"""
AFTER = BEFORE.replace(AFTER_THE_ACTIONS, AFTER_THE_ACTIONS + OTHERS)


class Migration(migrations.Migration):
    dependencies = [("concerns", "0011_casework_guards")]

    operations = [migrations.RunSQL(AFTER, BEFORE)]
