"""How the job drives the two trainers, each from wherever an interrupted run of it stands, to a candidate for the gate.

Minutes are training's own; preparing, publishing and the gate come on top.
"""

import os
from dataclasses import dataclass
from math import floor
from pathlib import Path

from .runner import HOME, Runner

EPOCHS = 40  # of the digit network where the minutes allow
START = "training/number/start.pt"


@dataclass(frozen=True)
class Order:
    task: str
    run: str
    seed: int
    minutes: float
    data: Path  # folder with mnist/, emnist/ and pendigits/
    processes: int
    more: tuple[str, ...] = ()  # for the trainer


def train(order: Order, runner: Runner, version: str) -> Path:
    """The folder of the candidate: a model and its entry in manifest.json."""
    out = runner.folder / "candidate"
    sources = ("--mnist", str(order.data / "mnist"), "--shared", str(order.data), "--run", order.run)
    if order.task == "digit":
        train_digit(order, runner, sources, ("--version", version, "--out", str(out)))
    else:
        train_number(order, runner, sources)
        checkpoint = runner.folder / runner.notes()["trained"]
        processes = ("--processes", str(order.processes))
        runner.run(
            "training.number.publish", str(checkpoint), *sources, *processes, "--version", version, "--out", str(out)
        )
    return out


def train_digit(order: Order, runner: Runner, sources: tuple[str, ...], publish: tuple[str, ...]) -> None:
    """As many of EPOCHS as fit the minutes, told by the first one's time; the rate's cycle is set to their number."""
    common = (*sources, "--seed", str(order.seed), *order.more)
    if "epochs" not in runner.notes():
        resume = ("--resume",) if runner.log() else ()
        ended = runner.run(
            "training.train", *common, "--epochs", str(EPOCHS), *publish, *resume, until=lambda: set_epochs(order, runner)
        )
        if ended:
            return
        runner.keep()
    runner.run("training.train", *common, "--epochs", str(runner.notes()["epochs"]), *publish, "--resume")


def set_epochs(order: Order, runner: Runner) -> bool:
    """Notes how many epochs there will be once that can be told; True where they are fewer than those set out for."""
    log = runner.log()
    if not log or "epochs" in runner.notes():
        return False
    epochs = epochs_that_fit(log[0]["seconds"], order.minutes)
    runner.write_notes(epochs=epochs)
    return epochs < EPOCHS


def epochs_that_fit(first_seconds: float, minutes: float) -> int:
    return max(1, min(EPOCHS, floor(60 * minutes / max(first_seconds, 0.1))))


def train_number(order: Order, runner: Runner, sources: tuple[str, ...]) -> None:
    """A run that goes on has the minutes that are left, at the full rate until its own last part."""
    notes = runner.notes()
    if "trained" in notes:
        return
    kept, before = notes.get("minutesKept", 0.0), len(runner.log())
    steady = runner.folder / "steady.pt"
    steady_before = steady.stat().st_mtime_ns if steady.exists() else 0

    def note() -> None:
        """Minutes that a resumed run need not train again. Once the rate falls, a resumed run goes back to where it
        began to, so the count stands still."""
        if steady.exists() and steady.stat().st_mtime_ns != steady_before:
            return
        lines = runner.log()[before:]
        if lines:
            runner.write_notes(minutesKept=kept + lines[-1]["minutes"])

    begin = ("--resume",) if (runner.folder / "last.pt").exists() else ("--start", str(HOME / START))
    workers = str(max(1, (os.cpu_count() or 1) - 1))
    minutes = str(max(1.0, order.minutes - kept))
    run = ("--minutes", minutes, "--seed", str(order.seed), "--workers", workers, *begin, *order.more)
    runner.run("training.number.train", *sources, *run, note=note)
    done = max(runner.folder.glob("done-*.pt"), key=lambda path: path.stat().st_mtime_ns)
    runner.write_notes(trained=done.name)
    runner.keep()
