from django.db import migrations, models

# As `force.settle` sets it from now on; a rebuild of the record gives the same rows.
FILL = """
    UPDATE instruments_instrument SET due = enters_on::timestamp AT TIME ZONE 'UTC'
    WHERE status = 'adopted' AND enters_on IS NOT NULL
"""


class Migration(migrations.Migration):

    dependencies = [
        ('instruments', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='instrument',
            name='due',
            field=models.DateTimeField(db_index=True, null=True),
        ),
        # A table that was written in this transaction cannot be altered in it any more, so this comes last.
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
