"""The full-text index of each database, and the table of the shared cache."""

from django.core.management import call_command
from django.db import migrations

SQLITE = [
    "create virtual table base_search_words using fts5("
    "stems, content='base_searchentry', content_rowid='id', tokenize='unicode61', prefix='3')",
    "create trigger base_search_added after insert on base_searchentry begin "
    "insert into base_search_words(rowid, stems) values (new.id, new.stems); end",
    "create trigger base_search_removed after delete on base_searchentry begin "
    "insert into base_search_words(base_search_words, rowid, stems) "
    "values ('delete', old.id, old.stems); end",
    "create trigger base_search_changed after update on base_searchentry begin "
    "insert into base_search_words(base_search_words, rowid, stems) "
    "values ('delete', old.id, old.stems); "
    "insert into base_search_words(rowid, stems) values (new.id, new.stems); end",
]
POSTGRESQL = [
    "alter table base_searchentry add column words tsvector "
    "generated always as (to_tsvector('simple', stems)) stored",
    "create index base_search_words on base_searchentry using gin (words)",
]


def create(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in ("added", "removed", "changed"):
            schema_editor.execute(f"drop trigger base_search_{name}")
        schema_editor.execute("drop table base_search_words")
    else:
        schema_editor.execute("alter table base_searchentry drop column words")
    schema_editor.execute("drop table base_cache")


class Migration(migrations.Migration):
    dependencies = [("base", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
