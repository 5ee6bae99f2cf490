import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from .candidate import REFERENCE_SHAPE, Candidate, load_candidate, next_version
from .gate import try_candidate
from .serving import KEPT, MANIFEST, begin, entry_of, fetch_model, publish, read_serving, roll_back
from .store import ABSENT, Conflict, FolderStore, Store
from .store_for_test import KINDS, open_test_store
from .verdict import GateSet, Outcome

NOW = datetime(2026, 11, 26, 12, tzinfo=timezone.utc)
PICTURES = 2000


def write_model(folder: Path, seed: int, task: str = "digit") -> dict:
    """A linear "network" of random weights, as an ONNX file with its entry."""
    shape = REFERENCE_SHAPE[task]
    inputs = int(np.prod(shape))
    weights = np.random.default_rng(seed).normal(size=(inputs, 10)).astype(np.float32)
    nodes = [helper.make_node("Flatten", ["ink"], ["flat"]), helper.make_node("MatMul", ["flat", "w"], ["logits"])]
    ink = helper.make_tensor_value_info("ink", TensorProto.FLOAT, ["n", *shape[1:]])
    logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", 10])
    graph = helper.make_graph(nodes, "linear", [ink], [logits], [numpy_helper.from_array(weights, "w")])
    path = folder / f"{task}.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)
    body = path.read_bytes()
    return {
        "name": task,
        "version": "1.0.0",
        "task": task,
        "file": path.name,
        "bytes": len(body),
        "sha256": hashlib.sha256(body).hexdigest(),
        "input": {"name": "ink"},
        "output": {"name": "logits"},
        "accept": {"maxError": 0.005, "threshold": 0.9},
        "metrics": {"onnxMaxDifference": 1e-6},
        # By numpy, not by what the gate runs.
        "reference": {"logits": ((np.arange(inputs) * 37 % 256) / 255 @ weights).tolist(), "tolerance": 1e-3},
    }


def write_folder(folder: Path, seed: int, *tasks: str) -> Path:
    folder.mkdir()
    entries = [write_model(folder, seed + i, task) for i, task in enumerate(tasks)]
    (folder / MANIFEST).write_text(json.dumps({"schema": "digitdrop.models/1", "models": entries}))
    return folder


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with open_test_store(request.param, tmp_path / "store") as opened:
        yield opened


@pytest.fixture
def packaged(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "packaged", 1, "digit", "number")


@pytest.fixture
def candidate(tmp_path: Path) -> Candidate:
    return load_candidate(write_folder(tmp_path / "candidate", 10, "digit"), "digit")


def gate_set(**errors: int) -> GateSet:
    """`errors`: how many pictures the model of that hash (its first letters) gets wrong, of which none is accepted."""

    def read(entry: dict, model: Path, rate: float) -> Outcome:
        assert hashlib.sha256(model.read_bytes()).hexdigest() == entry["sha256"] and rate == 0.005
        right = np.ones(PICTURES, bool)
        right[: errors[f"m{entry['sha256'][:8]}"]] = False
        return Outcome(right, np.where(right, 0.99, 0.0), 0.9)

    return GateSet("pictures of a test", np.ones(PICTURES, bool), read)


def name(entry: dict) -> str:
    return f"m{entry['sha256'][:8]}"


def served(store: Store) -> dict[str, str]:
    """What a service would load: every model that the manifest names is there, with its hash, else this raises."""
    manifest = read_serving(store).manifest
    return {entry["task"]: hashlib.sha256(fetch_model(store, entry)).hexdigest() for entry in manifest["models"]}


def rival_of(packaged: Path) -> dict:
    return entry_of(json.loads((packaged / MANIFEST).read_text()), "digit")


def test_a_better_candidate_serves_beside_the_other_task_s_model(store: Store, packaged: Path, candidate: Candidate) -> None:
    rival = rival_of(packaged)
    verdict = try_candidate(store, candidate, gate_set(**{name(candidate.entry): 40, name(rival): 80}), packaged)
    assert verdict["passed"] and verdict["checks"]["better"]["wins"] == 40
    number = entry_of(json.loads((packaged / MANIFEST).read_text()), "number")
    assert served(store) == {"digit": candidate.entry["sha256"], "number": number["sha256"]}
    manifest = read_serving(store).manifest
    placed = entry_of(manifest, "digit")
    assert placed["file"] == f"digit-{candidate.entry['sha256']}.onnx"
    assert placed["version"] == "1.1.0" and placed["gate"] == verdict
    assert entry_of(manifest, "number") == number | {"file": f"number-{number['sha256']}.onnx"}
    [(kept, _)] = store.names(KEPT)
    assert manifest["previous"] == kept
    body = store.get(kept).body
    assert entry_of(json.loads(body), "digit")["sha256"] == rival["sha256"]
    assert kept.endswith(f"Z-{hashlib.sha256(body).hexdigest()}.json")


def test_one_that_is_not_better_changes_nothing(store: Store, packaged: Path, candidate: Candidate) -> None:
    begin(store, packaged)
    before, names = served(store), store.names()
    verdict = try_candidate(store, candidate, gate_set(**{name(candidate.entry): 80, name(rival_of(packaged)): 80}), packaged)
    assert not verdict["passed"] and not verdict["checks"]["better"]["holds"]
    assert served(store) == before and store.names() == names


def test_a_dry_run_writes_nothing(store: Store, packaged: Path, candidate: Candidate) -> None:
    pictures = gate_set(**{name(candidate.entry): 40, name(rival_of(packaged)): 80})
    with pytest.raises(ValueError, match="nothing serves yet"):
        try_candidate(store, candidate, pictures, packaged, dry_run=True)
    assert store.names() == []
    begin(store, packaged)
    names = store.names()
    assert try_candidate(store, candidate, pictures, packaged, dry_run=True)["passed"]
    assert store.names() == names


@pytest.mark.parametrize(
    ("check", "change"),
    [
        ("isAnother", {}),
        ("equalsPyTorch", {"metrics": {"onnxMaxDifference": 2e-4}}),
        ("equalsPyTorch", {"metrics": {}}),
        ("givesItsReference", {"reference": {"logits": [0.0] * 10, "tolerance": 1e-3}}),
        ("givesItsReference", {"reference": {"logits": [0.0] * 9, "tolerance": 1e-3}}),
        ("promisesAsMuch", {"accept": {"maxError": 0.01, "threshold": 0.9}}),
    ],
)
def test_one_that_fails_by_itself_is_not_even_read(
    tmp_path: Path, packaged: Path, candidate: Candidate, check: str, change: dict
) -> None:
    store = FolderStore(tmp_path / "store")
    begin(store, packaged)
    faulty = Candidate(candidate.entry | change, candidate.body)
    if check == "isAnother":
        faulty = Candidate(rival_of(packaged), (packaged / "digit.onnx").read_bytes())
    verdict = try_candidate(store, faulty, gate_set(), packaged)
    assert not verdict["passed"]
    assert [key for key, value in verdict["checks"].items() if not value["holds"]] == [check]
    assert "better" not in verdict["checks"]
    json.loads(json.dumps(verdict, allow_nan=False))


class Overtaken:
    """A store in which somebody publishes between this gate's look at the manifest and its write, `times` times."""

    def __init__(self, store: Store, publish_other: Callable[[], object], times: int = 1, at_begin: bool = False) -> None:
        self.store, self.publish_other, self.times, self.at_begin = store, publish_other, times, at_begin
        self.get, self.names = store.get, store.names

    def put(self, key: str, body: bytes, only_if: str | None = None) -> str:
        if key == MANIFEST and self.times > 0 and (only_if == ABSENT) == self.at_begin:
            self.times -= 1
            self.publish_other()
        return self.store.put(key, body, only_if)


def publish_from(store: Store, folder: Path, task: str = "digit") -> None:
    other = load_candidate(folder, task)
    publish(store, read_serving(store), other.entry, other.body, NOW)


@pytest.mark.parametrize(("other_errors", "wins"), [(20, False), (90, True)])
def test_overtaken_it_is_compared_with_the_one_that_won(
    store: Store, tmp_path: Path, packaged: Path, candidate: Candidate, other_errors: int, wins: bool
) -> None:
    begin(store, packaged)
    other = write_folder(tmp_path / "other", 20, "digit")
    sha256 = load_candidate(other, "digit").entry["sha256"]
    errors = {name(candidate.entry): 40, name(rival_of(packaged)): 80, f"m{sha256[:8]}": other_errors}
    racing = Overtaken(store, lambda: publish_from(store, other))
    verdict = try_candidate(racing, candidate, gate_set(**errors), packaged)
    assert verdict["passed"] == wins and verdict["serving"]["sha256"] == sha256
    assert served(store)["digit"] == (candidate.entry["sha256"] if wins else sha256)


def test_overtaken_each_time_it_gives_up(store: Store, tmp_path: Path, packaged: Path, candidate: Candidate) -> None:
    begin(store, packaged)
    folders = iter([write_folder(tmp_path / f"other-{i}", 20 + i, "number") for i in range(3)])
    racing = Overtaken(store, lambda: publish_from(store, next(folders), "number"), times=3)
    with pytest.raises(Conflict):
        try_candidate(racing, candidate, gate_set(**{name(candidate.entry): 40, name(rival_of(packaged)): 80}), packaged)
    assert served(store)["digit"] == rival_of(packaged)["sha256"]


def test_two_that_find_an_empty_bucket_begin_once(store: Store, packaged: Path, candidate: Candidate) -> None:
    racing = Overtaken(store, lambda: publish_after_begin(store, packaged), at_begin=True)
    pictures = gate_set(**{name(candidate.entry): 40, name(rival_of(packaged)): 80})
    assert try_candidate(racing, candidate, pictures, packaged)["passed"]
    manifest = read_serving(store).manifest
    assert entry_of(manifest, "number")["version"] == "7.0.0"  # the other's, not lost by beginning again
    assert entry_of(manifest, "digit")["sha256"] == candidate.entry["sha256"]


def publish_after_begin(store: Store, packaged: Path) -> None:
    number = load_candidate(packaged, "number")
    publish(store, begin(store, packaged), number.entry | {"version": "7.0.0"}, number.body, NOW)


class Failing:
    """A store that is gone after so many writes."""

    def __init__(self, store: Store, writes: int) -> None:
        self.store, self.writes = store, writes
        self.get, self.names = store.get, store.names

    def put(self, key: str, body: bytes, only_if: str | None = None) -> str:
        self.writes -= 1
        if self.writes < 0:
            raise OSError("gone")
        return self.store.put(key, body, only_if)


def test_whichever_write_fails_whole_models_serve(tmp_path: Path, packaged: Path, candidate: Candidate) -> None:
    outcomes = []
    for writes in range(5):
        store = FolderStore(tmp_path / f"store-{writes}")
        begin(store, packaged)
        try:
            publish(Failing(store, writes), read_serving(store), candidate.entry, candidate.body, NOW)
            outcomes.append("published")
        except OSError:
            outcomes.append("failed")
        assert served(store)["digit"] in (candidate.entry["sha256"], rival_of(packaged)["sha256"])
    # Model, kept manifest, manifest.
    assert outcomes == ["failed", "failed", "failed", "published", "published"]


class AnswerLost:
    """A store whose answer to the manifest's write is lost, so that the client sends it again."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.get, self.names = store.get, store.names

    def put(self, key: str, body: bytes, only_if: str | None = None) -> str:
        if key == MANIFEST:
            self.store.put(key, body, only_if)
        return self.store.put(key, body, only_if)


def test_a_manifest_that_meets_itself_is_published(store: Store, packaged: Path, candidate: Candidate) -> None:
    begin(store, packaged)
    done = publish(AnswerLost(store), read_serving(store), candidate.entry, candidate.body, NOW)
    assert done == read_serving(store) and served(store)["digit"] == candidate.entry["sha256"]


def test_going_back_goes_all_the_way_and_forward_again(store: Store, tmp_path: Path, packaged: Path) -> None:
    bodies = [begin(store, packaged).body]
    for i in range(2):
        publish_from(store, write_folder(tmp_path / f"v{i}", 30 + i, "digit"))
        bodies.append(read_serving(store).body)
    for body in bodies[1::-1]:
        assert roll_back(store, NOW).body == body == read_serving(store).body
        served(store)
    with pytest.raises(ValueError, match="nothing to go back to"):
        roll_back(store, NOW)
    newest = f"-{hashlib.sha256(bodies[2]).hexdigest()}.json"
    [forward] = [key for key, _ in store.names(KEPT) if key.endswith(newest)]
    assert roll_back(store, NOW, forward).body == bodies[2]


def test_it_does_not_go_back_to_what_is_not_whole(store: Store, tmp_path: Path, packaged: Path) -> None:
    begin(store, packaged)
    publish_from(store, write_folder(tmp_path / "next", 30, "digit"))
    serving = read_serving(store)
    for name_of_kept, match in (("manifest.json", "kept manifest"), ("manifests/none.json", "not there")):
        with pytest.raises(ValueError, match=match):
            roll_back(store, NOW, name_of_kept)
    store.put(f"digit-{rival_of(packaged)['sha256']}.onnx", b"spoilt")
    with pytest.raises(ValueError, match="expected sha256"):
        roll_back(store, NOW)
    assert read_serving(store) == serving


def test_a_spoilt_file_is_not_published(tmp_path: Path, packaged: Path, candidate: Candidate) -> None:
    store = FolderStore(tmp_path / "store")
    serving = begin(store, packaged)
    with pytest.raises(ValueError, match="expected sha256"):
        publish(store, serving, candidate.entry, candidate.body + b"x", NOW)
    assert read_serving(store) == serving


def test_versions_go_up() -> None:
    assert next_version("1.0.0", "1.0.0") == "1.1.0"
    assert next_version("1.0.0", "1.9.3") == "1.10.0"
    assert next_version("2.0.0", "1.10.0") == "2.0.0"
