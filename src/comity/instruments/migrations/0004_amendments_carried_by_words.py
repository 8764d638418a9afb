from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('instruments', '0003_amendments_and_comments'),
    ]

    operations = [
        migrations.AddField(
            model_name='amendment',
            name='carried',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='amendment',
            name='question',
            field=models.CharField(default='', max_length=64),
        ),
    ]
