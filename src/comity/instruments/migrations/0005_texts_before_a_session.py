from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('instruments', '0004_amendments_carried_by_words'),
    ]

    operations = [
        migrations.AddField(
            model_name='instrument',
            name='tabled_at',
            field=models.DateTimeField(null=True),
        ),
    ]
