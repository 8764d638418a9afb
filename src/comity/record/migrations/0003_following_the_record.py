from django.db import migrations, models

# Followers were the API's. Whichever room's migrations come first: the rows that are there stay.
MOVE = """
    ALTER TABLE IF EXISTS api_follower RENAME TO record_follower;
    CREATE TABLE IF NOT EXISTS record_follower (name varchar(64) NOT NULL PRIMARY KEY, position bigint NOT NULL);
"""
MOVE_BACK = "ALTER TABLE record_follower RENAME TO api_follower"


class Migration(migrations.Migration):

    dependencies = [
        ('record', '0002_acts_are_not_searched_by_type'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(MOVE, MOVE_BACK)],
            state_operations=[
                migrations.CreateModel(
                    name='Follower',
                    fields=[
                        ('name', models.CharField(max_length=64, primary_key=True, serialize=False)),
                        ('position', models.BigIntegerField(default=0)),
                    ],
                    options={
                        'db_table': 'record_follower',
                    },
                ),
            ],
        ),
        migrations.AddField(
            model_name='follower',
            name='version',
            field=models.PositiveIntegerField(default=0),
        ),
    ]
