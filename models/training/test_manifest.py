import json
from pathlib import Path

from .manifest import SCHEMA, place_entry


def test_an_entry_replaces_its_own_and_leaves_the_others(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    for entry in ({"name": "digit", "version": "1"}, {"name": "number"}, {"name": "digit", "version": "2"}):
        place_entry(path, entry)
    expected = [{"name": "digit", "version": "2"}, {"name": "number"}]
    assert json.loads(path.read_text()) == {"schema": SCHEMA, "models": expected}
