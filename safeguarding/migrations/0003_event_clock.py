"""When something was done is said by the database's clock, whatever the insert says."""

from django.db import migrations

CLOCK = """
CREATE FUNCTION safeguarding_event_now() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.at := statement_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER event_clock BEFORE INSERT ON safeguarding_event
  FOR EACH ROW EXECUTE FUNCTION safeguarding_event_now();
ALTER TABLE safeguarding_event ENABLE ALWAYS TRIGGER event_clock;
"""
NO_CLOCK = "DROP TRIGGER event_clock ON safeguarding_event; DROP FUNCTION safeguarding_event_now();"


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0002_guards")]

    operations = [migrations.RunSQL(CLOCK, NO_CLOCK)]
