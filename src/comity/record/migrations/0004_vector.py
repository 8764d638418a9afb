from django.db import migrations

from comity.record.vector import ensure_vector


def add(apps, editor):
    with editor.connection.cursor() as cursor:
        ensure_vector(cursor)


class Migration(migrations.Migration):

    dependencies = [
        ('record', '0003_following_the_record'),
    ]

    operations = [
        migrations.RunPython(add, migrations.RunPython.noop),
    ]
