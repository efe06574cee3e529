"""The units that are there already become actors."""

from django.db import migrations

from minga.base import search


def make(apps, schema_editor):
    Unit = apps.get_model("people", "Unit")
    Actor = apps.get_model("actors", "Actor")
    known = set(Actor.objects.exclude(unit=None).values_list("unit", flat=True))
    Actor.objects.bulk_create(
        Actor(
            name=unit.name,
            acronym=unit.acronym,
            unit=unit,
            type="" if unit.external else "gobierno_autonomo",
            nature="" if unit.external else "publico",
        )
        for unit in Unit.objects.exclude(pk__in=known)
    )
    made = Actor.objects.exclude(unit=None).exclude(unit__in=known)
    search.index("actors.actor", ((a.pk, f"{a.name} {a.acronym}") for a in made))


class Migration(migrations.Migration):

    dependencies = [("actors", "0001_initial"), ("base", "0002_search_and_cache")]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
