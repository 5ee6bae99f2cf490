from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from .store import ABSENT, Conflict, FolderStore, Store, open_store
from .store_for_test import KINDS, open_test_store


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with open_test_store(request.param, tmp_path) as opened:
        yield opened


def test_what_was_put_is_found_and_listed(store: Store) -> None:
    assert store.get("a/x.bin") is None and store.names() == []
    for key, body in (("b.json", b"{}"), ("a/x.bin", b"123"), ("a/y.bin", b"")):
        store.put(key, body)
    assert store.get("a/x.bin").body == b"123"
    assert store.names("a/") == [("a/x.bin", 3), ("a/y.bin", 0)]
    assert [key for key, _ in store.names()] == ["a/x.bin", "a/y.bin", "b.json"]


def test_a_write_whose_condition_fails_changes_nothing(store: Store) -> None:
    tag = store.put("m", b"one", ABSENT)
    with pytest.raises(Conflict):
        store.put("m", b"two", ABSENT)
    assert store.get("m").body == b"one" and store.get("m").tag == tag
    newer = store.put("m", b"two", tag)
    with pytest.raises(Conflict):
        store.put("m", b"three", tag)
    assert store.get("m").body == b"two"
    store.put("m", b"three", newer)
    with pytest.raises(Conflict):
        store.put("gone", b"x", newer)
    assert store.get("gone") is None


def test_of_many_that_replace_one_object_one_wins(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    tag = store.put("m", b"first")

    def replace(body: bytes) -> bool:
        try:
            FolderStore(tmp_path).put("m", body, tag)
            return True
        except Conflict:
            return False

    with ThreadPoolExecutor(16) as pool:
        won = list(pool.map(replace, [b"%d" % i for i in range(64)]))
    assert sum(won) == 1
    assert store.get("m").body == b"%d" % won.index(True)


def test_addresses(tmp_path: Path) -> None:
    assert isinstance(open_store(str(tmp_path)), FolderStore)
    with pytest.raises(ValueError, match="expected s3://bucket/prefix"):
        open_store("s3:///serving")
    with pytest.raises(ValueError, match="within the folder"):
        FolderStore(tmp_path).put("../x", b"")
