"""The models that serve, as they lie under one prefix of the model bucket:

    manifest.json                          what `MODEL_URI` names; the only object that is ever replaced
    digit-<sha256>.onnx                    models, named by what they hold and never changed; beside the manifest, since the
    number-<sha256>.onnx                   service takes a file's name there, never a path
    manifests/<time>-<sha256>.json         every manifest that was replaced, byte for byte, by when it was

A manifest is put last and only over the one that was looked at, so a reader finds either the old pair of models or the
new one, and of two that publish at once one is told (`Conflict`). `previous` in it names the manifest it replaced.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from .store import ABSENT, Conflict, Store

MANIFEST = "manifest.json"
KEPT = "manifests/"
MOST_BYTES = 64_000_000  # of a model file: lib/model/load-models.ts takes no larger one


@dataclass(frozen=True)
class Serving:
    body: bytes  # of the manifest
    tag: str

    @property
    def manifest(self) -> dict:
        return json.loads(self.body)


def read_serving(store: Store) -> Serving | None:
    """None where nothing was published yet."""
    found = store.get(MANIFEST)
    return found and Serving(found.body, found.tag)


def begin(store: Store, packaged: Path) -> Serving:
    """Publishes the packaged models (a folder with manifest.json and the files it names), where nothing is yet."""
    manifest = json.loads((packaged / MANIFEST).read_text())
    models = []
    for entry in manifest["models"]:
        body = (packaged / entry["file"]).read_bytes()
        models.append(entry | {"file": put_model(store, entry, body)})
    return put_manifest(store, manifest | {"models": models}, ABSENT)


def entry_of(manifest: dict, task: str) -> dict:
    return next(entry for entry in manifest["models"] if entry["task"] == task)


def fetch_model(store: Store, entry: dict) -> bytes:
    found = store.get(entry["file"])
    if found is None:
        raise ValueError(f"{entry['file']}: the manifest names it, but it is not there")
    return checked(entry, found.body)


def checked(entry: dict, body: bytes) -> bytes:
    sha256 = hashlib.sha256(body).hexdigest()
    if sha256 != entry["sha256"] or len(body) > MOST_BYTES:
        raise ValueError(f"{entry['file']}: expected sha256 {entry['sha256']}, got {sha256} of {len(body)} bytes")
    return body


def put_model(store: Store, entry: dict, body: bytes) -> str:
    """The name it lies under. What lies there already is the same, or a write was cut short by a store that is none."""
    name = f"{entry['task']}-{entry['sha256']}.onnx"
    try:
        store.put(name, checked(entry, body), ABSENT)
    except Conflict:
        checked(entry, store.get(name).body)
    return name


def publish(store: Store, serving: Serving, entry: dict, body: bytes, now: datetime) -> Serving:
    """Puts one model in the place of its task's; the other models' entries stay. Conflict: `serving` serves no more."""
    entry = entry | {"file": put_model(store, entry, body)}
    manifest = serving.manifest
    models = [entry if model["task"] == entry["task"] else model for model in manifest["models"]]
    return put_manifest(store, manifest | {"models": models, "previous": keep(store, serving, now)}, serving.tag)


def roll_back(store: Store, now: datetime, to: str | None = None) -> Serving:
    """Puts the manifest back that the serving one replaced, or the kept one named `to`, byte for byte.

    The one that serves until then is kept too: what it prints of itself is the way forward again.
    """
    serving = read_serving(store)
    name = to or (serving and serving.manifest.get("previous"))
    if serving is None or name is None:
        raise ValueError("there is nothing to go back to")
    if not name.startswith(KEPT):
        raise ValueError(f"expected the name of a kept manifest, {KEPT}…, got {name}")
    kept = store.get(name)
    if kept is None:
        raise ValueError(f"{name} is not there")
    for entry in json.loads(kept.body)["models"]:
        fetch_model(store, entry)
    keep(store, serving, now)
    return replace(store, kept.body, serving.tag)


def keep(store: Store, serving: Serving, now: datetime) -> str:
    """The key under which the manifest that is to be replaced stays."""
    stamp = now.astimezone(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    name = f"{KEPT}{stamp}-{hashlib.sha256(serving.body).hexdigest()}.json"
    store.put(name, serving.body)
    return name


def put_manifest(store: Store, manifest: dict, only_if: str) -> Serving:
    return replace(store, (json.dumps(manifest, indent=2) + "\n").encode(), only_if)


def replace(store: Store, body: bytes, only_if: str) -> Serving:
    try:
        return Serving(body, store.put(MANIFEST, body, only_if))
    except Conflict:
        # A write whose answer was lost is sent again by the client, and meets itself.
        found = store.get(MANIFEST)
        if found is None or found.body != body:
            raise
        return Serving(body, found.tag)
