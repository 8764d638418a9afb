from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("parties", "0002_under_a_member")]

    operations = [
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=32)),
                ("thing", models.CharField(max_length=130)),
                ("part", models.CharField(max_length=32)),
                ("revision", models.PositiveIntegerField()),
                ("person", models.CharField(db_index=True, max_length=64)),
                ("party", models.CharField(db_index=True, max_length=64)),
                ("at", models.DateTimeField(db_index=True)),
            ],
            options={
                "db_table": "parties_opening",
                "indexes": [models.Index(fields=["kind", "thing"], name="parties_opening_of")],
            },
        ),
    ]
