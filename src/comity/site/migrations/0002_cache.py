from django.db import migrations

# The table of django.core.cache.backends.db.DatabaseCache, as `createcachetable` makes it.
CREATE = """
CREATE TABLE site_cache (cache_key varchar(255) NOT NULL PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX site_cache_expires ON site_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("site", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, "DROP TABLE site_cache")]
