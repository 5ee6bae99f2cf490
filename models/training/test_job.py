"""The job over trainers of a few lines that write what the real ones do; PyTorch has no part in it."""

import json
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from . import job, runner, trainers
from .checkpoint import Checkpoint
from .serving import begin, entry_of, read_serving
from .store import Conflict, FolderStore
from .store_for_test import KINDS, open_test_store
from .test_gate import gate_set, name, rival_of, write_folder

TRAINER = """
import json, os, shutil, signal, sys, time
from pathlib import Path
HOME = Path(__file__).parents[{up}]
arguments = sys.argv[1:]
def of(flag): return arguments[arguments.index(flag) + 1]
run = HOME / "training" / "runs" / of("--run")
plan = json.loads((HOME / "plan.json").read_text())
with (HOME / "calls.ndjson").open("a") as file:
    file.write(json.dumps(arguments) + "\\n")
log = run / "log.ndjson"
lines = log.read_text().splitlines() if log.exists() and "--resume" in arguments else []
def write(name, text):
    (run / (name + ".draft")).write_text(text)
    (run / (name + ".draft")).replace(run / name)
def taken_away(at):
    if plan.get("takenAwayAt") == at:
        (HOME / "plan.json").write_text(json.dumps(plan | {{"takenAwayAt": None}}))
        time.sleep(0.1)
        os.kill(os.getppid(), signal.SIGTERM)
        time.sleep(30)
def publish():
    shutil.copytree(HOME / "candidate", of("--out"), dirs_exist_ok=True)
"""

DIGIT = TRAINER.format(up=1) + """
for epoch in range(len(lines), int(of("--epochs"))):
    time.sleep(0.05)
    write("best.pt", str(epoch))
    write("last.pt", str(epoch))
    lines.append(json.dumps({"epoch": epoch, "seconds": plan["epochSeconds"]}))
    write("log.ndjson", "".join(line + "\\n" for line in lines))
    taken_away(epoch)
publish()
"""

NUMBER = TRAINER.format(up=2) + """
minutes = float(of("--minutes"))
for step in range(10):
    if step == 7:
        write("steady.pt", str(step))
    with log.open("a") as file:
        file.write(json.dumps({"step": step, "minutes": minutes * (step + 1) / 10}) + "\\n")
    write("last.pt", str(step))
    time.sleep(0.1)
    taken_away(step)
write("done-77.pt", "77")
"""

PUBLISH = TRAINER.format(up=2) + """
taken_away("publish")
assert Path(sys.argv[1]).read_text() == "77"
publish()
"""


class House:
    """A machine with the job on it, and the stores that outlive it."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.patch = folder, patch
        home = folder / "home"
        for path, text in (("train.py", DIGIT), ("number/train.py", NUMBER), ("number/publish.py", PUBLISH)):
            file = home / "training" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            (file.parent / "__init__.py").touch()
            file.write_text(text)
        self.plan(epochSeconds=1)
        self.packaged = write_folder(folder / "packaged", 1, "digit", "number")
        for key in ("mnist/train-images-idx3-ubyte", "emnist/digits-labels-idx1-ubyte.gz", "pendigits/writers.unipen.gz"):
            FolderStore(folder / "data").put(key, b"data")
        self.models, self.runs = FolderStore(folder / "models"), folder / "runs"
        begin(self.models, self.packaged)
        patch.setattr(runner, "HOME", home)
        patch.setattr(runner, "BEAT", 0.02)
        patch.setattr(job, "RUNS", home / "training" / "runs")
        # In the place of the pictures, which take PyTorch to draw.
        drawn = SimpleNamespace(draw_gate_set=lambda *_: self.pictures)
        patch.setitem(sys.modules, "training.gate_pictures", drawn)

    def plan(self, **plan: object) -> None:
        (self.folder / "home" / "plan.json").write_text(json.dumps(plan))

    def candidate(self, task: str, errors: int) -> str:
        folder = write_folder(self.folder / "home" / "candidate", 10, task)
        entry = entry_of(json.loads((folder / "manifest.json").read_text()), task)
        rival = entry_of(json.loads((self.packaged / "manifest.json").read_text()), task)
        self.pictures = gate_set(**{name(entry): errors, name(rival): 80})
        return entry["sha256"]

    def run(self, *arguments: str, data: str = "") -> int:
        places = ("--data", data or str(self.folder / "data"), "--models", str(self.folder / "models"), "--runs", str(self.runs))
        more = ("--run", "r1", *places, "--checkpoint-minutes", "0", "--processes", "1")
        self.patch.setattr(sys, "argv", ["job", arguments[0], *more, *arguments[1:]])
        return job.main()

    def calls(self) -> list[list[str]]:
        return [json.loads(line) for line in (self.folder / "home" / "calls.ndjson").read_text().splitlines()]

    def lose_the_machine(self) -> None:
        shutil.rmtree(self.folder / "home" / "training" / "runs")


def value_of(call: list[str], flag: str) -> str:
    return call[call.index(flag) + 1]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield House(tmp_path, monkeypatch)
    for number, handler in handlers.items():
        signal.signal(number, handler)


def test_it_trains_and_the_better_model_serves(house: House) -> None:
    sha256 = house.candidate("digit", errors=40)
    assert house.run("digit", "--seed", "5", "--minutes", "10", "--", "--pictures", "100") == 0
    [call] = house.calls()
    assert (value_of(call, "--seed"), value_of(call, "--epochs"), value_of(call, "--pictures")) == ("5", "40", "100")
    manifest = read_serving(house.models).manifest
    assert entry_of(manifest, "digit")["sha256"] == sha256
    kept = FolderStore(house.runs / "r1")
    assert json.loads(kept.get("verdict.json").body)["passed"]
    assert [key for key, _ in kept.names("candidate/")] == ["candidate/digit.onnx", "candidate/manifest.json"]


def test_the_gate_s_refusal_is_an_exit_code_of_its_own(house: House) -> None:
    house.candidate("digit", errors=79)
    before = read_serving(house.models)
    assert house.run("digit") == 3
    assert read_serving(house.models) == before
    assert not json.loads(FolderStore(house.runs / "r1").get("verdict.json").body)["passed"]


def test_epochs_are_as_many_as_the_minutes_hold(house: House) -> None:
    assert trainers.epochs_that_fit(15, 2.5) == 10
    assert trainers.epochs_that_fit(15, 600) == 40
    assert trainers.epochs_that_fit(600, 1) == 1
    house.candidate("digit", errors=40)
    house.plan(epochSeconds=15)
    assert house.run("digit", "--minutes", "2.5") == 0
    first, second = house.calls()
    assert value_of(first, "--epochs") == "40" and "--resume" not in first
    assert value_of(second, "--epochs") == "10" and "--resume" in second
    assert len((house.folder / "home/training/runs/r1/log.ndjson").read_text().splitlines()) == 10


def test_taken_away_it_goes_on_elsewhere(house: House) -> None:
    house.candidate("digit", errors=40)
    house.plan(epochSeconds=15, takenAwayAt=4)
    assert house.run("digit", "--minutes", "2.5") == 143
    assert entry_of(read_serving(house.models).manifest, "digit")["sha256"] == rival_of(house.packaged)["sha256"]
    house.lose_the_machine()
    assert house.run("digit", "--minutes", "2.5") == 0
    log = (house.folder / "home/training/runs/r1/log.ndjson").read_text().splitlines()
    assert [json.loads(line)["epoch"] for line in log] == list(range(10))
    assert "--resume" in house.calls()[-1] and value_of(house.calls()[-1], "--epochs") == "10"


@pytest.mark.parametrize(("taken_away_at", "left"), [(2, 7.0), (8, 3.0)])
def test_a_number_run_that_goes_on_has_the_minutes_that_are_left(house: House, taken_away_at: int, left: float) -> None:
    """Taken away in its steady part it is as far as its log says; later it goes back to where the rate began to fall."""
    house.candidate("number", errors=40)
    house.plan(takenAwayAt=taken_away_at)
    assert house.run("number", "--minutes", "10") == 143
    house.lose_the_machine()
    assert house.run("number", "--minutes", "10") == 0
    first, second, published = house.calls()
    assert value_of(first, "--start").endswith("number/start.pt") and value_of(first, "--minutes") == "10.0"
    assert "--resume" in second and float(value_of(second, "--minutes")) == pytest.approx(left)
    assert published[0].endswith("r1/done-77.pt")
    assert "gate" in entry_of(read_serving(house.models).manifest, "number")


def test_what_is_trained_is_not_trained_again(house: House) -> None:
    house.candidate("number", errors=40)
    house.plan(takenAwayAt="publish")
    assert house.run("number", "--minutes", "10") == 143
    house.lose_the_machine()
    assert house.run("number", "--minutes", "10") == 0
    assert [call[0].endswith("done-77.pt") for call in house.calls()] == [False, True, True]


@pytest.mark.parametrize(("task", "modules"), [("digit", ("train",)), ("number", ("number/train", "number/publish"))])
def test_the_real_trainers_know_what_they_are_told(house: House, task: str, modules: tuple[str, ...]) -> None:
    house.candidate(task, errors=40)
    house.plan(epochSeconds=15, takenAwayAt=2)
    for _ in range(2):
        house.run(task, "--minutes", "2.5")
    sources = [(Path(__file__).parent / f"{module}.py").read_text() for module in modules]
    known = [set(re.findall(r'add_argument\(\s*"(--[a-z-]+)"', source)) for source in sources]
    for call in house.calls():
        flags = {part for part in call if part.startswith("--")}
        assert flags <= known[-1 if call[0][:2] != "--" else 0], call
    assert any("--resume" in call for call in house.calls())


def test_a_trainer_that_fails_fails_the_job(house: House) -> None:
    (house.folder / "home/training/train.py").write_text("raise SystemExit(9)")
    with pytest.raises(runner.TrainerFailed, match="ended with 9"):
        house.run("digit")


def test_a_run_has_one_job(tmp_path: Path) -> None:
    folders = [tmp_path / f"machine-{i}" for i in range(2)]
    for folder in folders:
        folder.mkdir()
        (folder / "last.pt").write_text(folder.name)
    store = FolderStore(tmp_path / "runs")
    dead, alive = (Checkpoint(store, folder) for folder in folders)
    assert not dead.restore() and dead.keep()
    assert alive.restore() and (folders[1] / "last.pt").read_text() == "machine-0"
    (folders[1] / "last.pt").write_text("further")
    assert alive.keep() and alive.keep()
    with pytest.raises(Conflict):
        dead.keep()


def test_a_checkpoint_is_of_one_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "last.pt").write_text("one")
    checkpoint = Checkpoint(FolderStore(tmp_path / "store"), tmp_path / "run")
    stamps = checkpoint.stamps

    def meanwhile() -> dict:
        found = stamps()
        (tmp_path / "run" / "last.pt").write_text("one and more")
        return found

    monkeypatch.setattr(checkpoint, "stamps", meanwhile)
    assert not checkpoint.keep() and FolderStore(tmp_path / "store").names() == []
    monkeypatch.setattr(checkpoint, "stamps", stamps)
    assert checkpoint.keep() and len(FolderStore(tmp_path / "store").names()) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_data_that_may_not_be_trained_on_is_left_where_it_is(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = [
        *("mnist/train-images-idx3-ubyte", "emnist/digits-images-idx3-ubyte.gz", "emnist/letters-ascii-idx1-ubyte.gz"),
        *("emnist/letters-images-idx3-ubyte.gz", "pendigits/writers-01-30.unipen.gz"),
    ]
    others = ["cheques/labels.csv", "usps/images-idx3-ubyte.gz", "archive-rows/labels.csv", "emnist/letters-eval-images.gz"]
    with open_test_store(kind, tmp_path / "bucket") as store:
        for key in [*wanted, *others]:
            store.put(key, key.encode())
        monkeypatch.setattr(job, "open_store", lambda address: store)
        folder = job.fetch("s3://somewhere/data", tmp_path / "data")
    found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert found == sorted(wanted)
    assert all((folder / key).read_text() == key for key in wanted)


def test_data_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "open_store", lambda address: FolderStore(tmp_path))
    with pytest.raises(ValueError, match="expected files under mnist/"):
        job.fetch("s3://somewhere/data", tmp_path / "data")


MODELS = Path(__file__).parent.parent


def test_the_image_s_files_are_there_and_its_command_runs() -> None:
    """No image is built here: what it copies and what it starts is looked at."""
    lines = [line for line in (MODELS / "Dockerfile").read_text().splitlines() if line and not line.startswith("#")]
    copied = [source for line in lines if line.startswith("COPY ") for source in line.split()[1:-1] if source[:2] != "--"]
    assert copied and all((MODELS / source).exists() for source in copied)
    packaged = json.loads((MODELS / "manifest.json").read_text())["models"]
    assert {"manifest.json", *(entry["file"] for entry in packaged)} <= set(copied)
    ignored = [line.rstrip("/") for line in (MODELS / ".dockerignore").read_text().splitlines() if line[:1] not in ("", "#")]
    assert not set(copied) & set(ignored) and {".venv", "training/runs"} <= set(ignored)
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users and users[-1] not in ("root", "0")
    [entry] = [json.loads(line.removeprefix("ENTRYPOINT ")) for line in lines if line.startswith("ENTRYPOINT ")]
    assert entry[0] == "python"
    shown = subprocess.run([sys.executable, *entry[1:], "--help"], cwd=MODELS, capture_output=True, text=True)
    assert shown.returncode == 0 and "Exit code: 0 the candidate serves" in shown.stdout
