"""The subject of a concern about an adult sees nothing of it in the database either; and rolls wait behind the wall.

The wall of the register lets its keeper through. The policies here take away from every person, the keeper too, what
is about that person; only their own words about themselves stay theirs. Restrictive policies bind beside the wall.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safeguarding.models.identity
from safeguarding.database.operations import SchoolWall

NOT_ABOUT_ME = "coalesce(subject_id <> (SELECT safeguarding_person()), true)"
CONCERN = "SELECT 1 FROM concerns_adultconcern about WHERE about.id = concern_id"
OF_ANOTHER = f"EXISTS ({CONCERN} AND coalesce(about.subject_id <> (SELECT safeguarding_person()), true))"

NEVER_THE_SUBJECT = f"""
CREATE FUNCTION concerns_fill_subject() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.subject_id := (SELECT subject_id FROM concerns_adultconcern WHERE id = NEW.concern_id);
  RETURN NEW;
END $$;
CREATE TRIGGER fill_subject BEFORE INSERT OR UPDATE ON concerns_adultaccess
  FOR EACH ROW EXECUTE FUNCTION concerns_fill_subject();

CREATE POLICY never_the_subject ON concerns_adultconcern AS RESTRICTIVE
  USING ({NOT_ABOUT_ME} OR reporter_id = (SELECT safeguarding_person()));
CREATE POLICY never_the_subject ON concerns_adultaccess AS RESTRICTIVE USING ({NOT_ABOUT_ME});
CREATE POLICY never_the_subject ON concerns_adultentry AS RESTRICTIVE USING ({OF_ANOTHER});
-- Who reports themselves makes the first standing with the report.
CREATE POLICY never_the_subject ON concerns_adultstanding AS RESTRICTIVE
  USING ({OF_ANOTHER}) WITH CHECK (EXISTS ({CONCERN}));
"""  # noqa: S608
NO_POLICIES = """
DROP POLICY never_the_subject ON concerns_adultstanding;
DROP POLICY never_the_subject ON concerns_adultentry;
DROP POLICY never_the_subject ON concerns_adultaccess;
DROP POLICY never_the_subject ON concerns_adultconcern;
DROP TRIGGER fill_subject ON concerns_adultaccess;
DROP FUNCTION concerns_fill_subject();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("concerns", "0004_search_words"),
        ("safeguarding", "0005_circles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="adultaccess",
            name="subject",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(NEVER_THE_SUBJECT, NO_POLICIES),
        migrations.CreateModel(
            name="RollUpload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=safeguarding.models.identity.new_public_id,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                ("whole_roll", models.BooleanField(default=False)),
                ("roll", models.JSONField()),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="safeguarding.school",
                    ),
                ),
                (
                    "uploader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["-uploaded_at"]},
        ),
        SchoolWall("concerns_rollupload", within="safeguarding_roll_schools"),
    ]
