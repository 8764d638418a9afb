from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('api', '0001_initial'),
        ('record', '0003_following_the_record'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            # The record has taken the table with its rows, unless it began before this room had one.
            database_operations=[migrations.RunSQL('DROP TABLE IF EXISTS api_follower', migrations.RunSQL.noop)],
            state_operations=[migrations.DeleteModel(name='Follower')],
        ),
    ]
