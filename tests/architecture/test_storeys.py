"""What the import linter cannot see: foreign keys are strings, and Django calls migrations by name."""

from pathlib import Path

from django.apps import apps
from django.conf import settings

STOREYS = {name.removeprefix("rooms."): storey for storey, name in enumerate(settings.ROOMS)}


def the_rooms_models():
    return [model for model in apps.get_models() if model.__module__.startswith("rooms.")]


def test_foreign_keys_point_down_the_house_or_stay_level():
    upward = [
        f"{model.__name__}.{field.name} -> {field.related_model.__name__}"
        for model in the_rooms_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model._meta.app_label in STOREYS
        if STOREYS[field.related_model._meta.app_label] > STOREYS[model._meta.app_label]
    ]
    assert upward == []


def test_every_folder_under_rooms_is_a_room_with_a_door_plate():
    here = Path(settings.BASE_DIR, "rooms")
    rooms = {path.name for path in here.iterdir() if (path / "__init__.py").exists()}
    listed = (here / "__init__.py").read_text(encoding="utf-8")
    assert {room for room in rooms if f"\n{room} " not in listed} == set()
    for room in rooms:
        plate = (here / room / "__init__.py").read_text(encoding="utf-8").strip()
        assert plate.startswith('"""'), room
        assert plate.endswith('"""'), f"{room}: a door plate, nothing else"
        assert len(plate) > 100, f"{room}: what lives here, who may call, what never happens"


def test_each_room_with_tables_began_with_one_migration():
    for room in STOREYS:
        migrations = Path(settings.BASE_DIR, "rooms", room, "migrations")
        if migrations.is_dir():
            assert len(list(migrations.glob("0001_*.py"))) == 1, room
