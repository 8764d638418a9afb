from django.db import migrations

# A notice's kind names the room that has the words for it; its page stands in what it is about.
RENAME = """
    UPDATE api_notice SET
        about = about || jsonb_build_object('href', CASE
            WHEN kind = 'recorded' THEN '/acts/' || (about->>'act') || '/'
            WHEN about->>'instrument' <> '' THEN '/instruments/' || (about->>'instrument') || '/'
            WHEN about->>'case' <> '' THEN '/cases/' || (about->>'case') || '/'
            ELSE '/account/' END),
        kind = CASE
            WHEN kind IN ('question', 'closed', 'recorded', 'deadline') THEN 'cases.' || kind
            WHEN kind IN ('proposal', 'due') THEN 'instruments.' || kind
            WHEN kind = 'ending' THEN 'parties.' || kind
            ELSE kind END
"""


class Migration(migrations.Migration):

    dependencies = [
        ('api', '0002_followers_are_the_records'),
    ]

    operations = [
        migrations.RunSQL(RENAME, migrations.RunSQL.noop),
    ]
