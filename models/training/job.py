"""The training job, one command on a GPU or a CPU: data, training, gate.

    python -m training.job digit|number --run NAME --minutes M --data DATA --models MODELS --runs RUNS

DATA, MODELS and RUNS are `s3://bucket/prefix` or folders (or the variables DATA_URI, MODELS_URI, RUNS_URI). DATA holds
`mnist/` (its IDX files), `emnist/` and `pendigits/`; nothing else of it is read. While it trains, the run's state is kept
under RUNS/NAME; the same command goes on from there, on any machine. The trained model goes through the gate (`gate`) to
MODELS. Afterwards RUNS/NAME holds the verdict, the candidate and the log. What follows `--` goes to the trainer.

Exit code: 0 the candidate serves, 3 the gate refused it, 143 the machine was taken away, 1 anything else.
"""

import argparse
import json
import os
import sys
from pathlib import Path

from .checkpoint import Checkpoint
from .gate import REFUSED, load_candidate, try_candidate
from .runner import Interrupted, Runner
from .serving import read_serving
from .store import Store, open_store
from .trainers import Order, train

RUNS = Path(__file__).parent / "runs"
DATA = ("mnist/", "emnist/digits-", "emnist/letters-images", "emnist/letters-ascii", "pendigits/")  # never cheques, usps…
REPORTS = ("log.ndjson", "run.json", "run.ndjson", "report.json", "verdict.json")
TAKEN_AWAY = 143  # 128 + SIGTERM, as shells have it


def main() -> int:
    options = parse_options()
    folder, kept = RUNS / options.run, open_store(f"{options.runs}/{options.run}")
    models = open_store(options.models)
    read_serving(models)  # a bucket that cannot be read should be told of before hours of training, not after
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint = Checkpoint(kept, folder)
    print("goes on from a checkpoint" if checkpoint.restore() else "begins", options.run, flush=True)
    data = fetch(options.data, RUNS / "data")
    order = Order(
        options.task, options.run, options.seed, options.minutes, data, options.processes, tuple(options.more)
    )
    runner = Runner(folder, checkpoint, 60 * options.checkpoint_minutes)
    runner.listen()
    try:
        candidate = train(order, runner, options.version)
        verdict = pass_gate(models, order, candidate, options.count)
    except Interrupted:
        print("stopped; the same command goes on from the last checkpoint", flush=True)
        return TAKEN_AWAY
    (folder / "verdict.json").write_text(json.dumps(verdict, indent=1))
    report(kept, folder, candidate)
    print(json.dumps(verdict, indent=1), flush=True)
    print("the candidate serves" if verdict["passed"] else "the gate refused the candidate", flush=True)
    return 0 if verdict["passed"] else REFUSED


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=("digit", "number"))
    parser.add_argument("--run", required=True, help="a name; the same name goes on with the same run")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60, help="of training")
    for name in ("data", "models", "runs"):
        value = os.environ.get(f"{name.upper()}_URI")
        parser.add_argument(f"--{name}", default=value, required=value is None)
    parser.add_argument("--version", default="1.0.0", help="the model's; raised above the serving model's where it is not")
    parser.add_argument("--checkpoint-minutes", type=float, default=2)
    parser.add_argument("--count", type=int, default=4000, help="number fields at the gate")
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="that read number fields")
    own, more = split_at_dashes(sys.argv[1:])
    options = parser.parse_args(own)
    options.more = more
    if not all(character.isalnum() or character in "-_." for character in options.run) or options.run.startswith("."):
        parser.error(f"--run: expected letters, digits, - _ and ., got {options.run}")
    return options


def split_at_dashes(arguments: list[str]) -> tuple[list[str], list[str]]:
    at = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:at], arguments[at + 1 :]


def fetch(address: str, folder: Path) -> Path:
    """A bucket's data in a folder; a folder stays where it is."""
    if not address.startswith("s3://"):
        return Path(address).resolve()
    store = open_store(address)
    for key in list_data(store):
        path = folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(store.get(key).body)
    return folder


def list_data(store: Store) -> list[str]:
    keys = [(key, size) for prefix in DATA for key, size in store.names(prefix) if size > 0]
    print(f"data: {len(keys)} files, {sum(size for _, size in keys) / 1e6:.1f} MB", flush=True)
    if not keys:
        raise ValueError(f"expected files under {', '.join(DATA)}, found none")
    return [key for key, _ in keys]


def pass_gate(models: Store, order: Order, folder: Path, count: int) -> dict:
    # PyTorch, which the trainers' own processes load: this one needs it only now.
    from .gate_pictures import draw_gate_set

    candidate = load_candidate(folder, order.task)
    sources = (order.data / "mnist", order.data)
    gate_set = draw_gate_set(order.task, sources, candidate.entry["sha256"], count, order.processes)
    return try_candidate(models, candidate, gate_set)


def report(kept: Store, folder: Path, candidate: Path) -> None:
    paths = [folder / name for name in REPORTS] + [path for path in candidate.iterdir() if path.is_file()]
    for path in paths:
        if path.exists():
            kept.put(path.relative_to(folder).as_posix(), path.read_bytes())


if __name__ == "__main__":
    sys.exit(main())
