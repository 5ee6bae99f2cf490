"""Runs the trainers as processes of their own and keeps the run's state while they work."""

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from .checkpoint import Checkpoint

BEAT = 1.0  # seconds between looks at the trainer
PATIENCE = 20  # seconds a trainer has to end when it is asked to; spot instances give two minutes in all
HOME = Path(__file__).parent.parent  # where `-m training.…` is found


class Interrupted(Exception):
    """The machine is taken away. What was kept is enough to go on elsewhere."""


class TrainerFailed(Exception):
    pass


class Runner:
    def __init__(self, folder: Path, checkpoint: Checkpoint, keep_seconds: float) -> None:
        self.folder, self.checkpoint, self.keep_seconds = folder, checkpoint, keep_seconds
        self.stopping = threading.Event()
        self.kept_at, self.kept = time.monotonic(), self.newest()

    def listen(self) -> None:
        """From here on SIGTERM (what AWS sends before it takes a spot instance) and SIGINT end the work in good order."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())

    def run(
        self, module: str, *arguments: str, note: Callable[[], None] = lambda: None, until: Callable[[], bool] = lambda: False
    ) -> bool:
        """`python -m module arguments…`; True at its good end, False where `until` had it stopped before.

        `note` is called before each checkpoint, to write down what belongs to it.
        """
        print("run", module, *arguments, flush=True)
        child = subprocess.Popen([sys.executable, "-m", module, *arguments], cwd=HOME)
        try:
            while child.poll() is None:
                if self.stopping.wait(BEAT):
                    end(child)
                    self.keep(note)
                    raise Interrupted
                if until():
                    end(child)
                    return False
                if self.newest() != self.kept and time.monotonic() - self.kept_at >= self.keep_seconds:
                    self.keep(note)
        finally:
            end(child)
        if child.returncode != 0:
            raise TrainerFailed(f"{module} ended with {child.returncode}")
        return True

    def keep(self, note: Callable[[], None] = lambda: None) -> None:
        newest = self.newest()
        note()
        if self.checkpoint.keep():
            self.kept, self.kept_at = newest, time.monotonic()
            print("checkpoint kept", flush=True)

    def newest(self) -> int:
        """When the trainer last wrote its state; it replaces the file whole."""
        path = self.folder / "last.pt"
        return path.stat().st_mtime_ns if path.exists() else 0

    def notes(self) -> dict:
        path = self.folder / "job.json"
        return json.loads(path.read_text()) if path.exists() else {}

    def write_notes(self, **more: object) -> None:
        draft = self.folder / "job.draft"
        draft.write_text(json.dumps(self.notes() | more))
        draft.replace(self.folder / "job.json")

    def log(self) -> list[dict]:
        """The trainer's lines so far; one that is being written is left for the next look."""
        path = self.folder / "log.ndjson"
        lines = path.read_text().splitlines(keepends=True) if path.exists() else []
        return [json.loads(line) for line in lines if line.endswith("\n")]


def end(child: subprocess.Popen) -> None:
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
