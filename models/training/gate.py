"""The gate before the model bucket: a candidate is published only where it beats the model that serves.

    python -m training.gate publish digit CANDIDATE --models s3://BUCKET/serving --mnist DIR --shared DIR [--dry-run]
    python -m training.gate rollback --models s3://BUCKET/serving [--to manifests/….json]
    python -m training.gate list --models s3://BUCKET/serving

CANDIDATE is a folder with a model and its entry in manifest.json, as training writes them. What beating means says
`verdict`, on which pictures `gate_pictures`, how the bucket changes `serving`. Where the bucket is empty, the packaged
models (--packaged) are put there first, and are what must be beaten. `publish` exits with 0 where the candidate serves
now, 3 where the gate refused it; --dry-run writes nothing, and needs a bucket that is not empty.
"""

import argparse
import json
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path

from .candidate import Candidate, check_alone, load_candidate, next_version
from .serving import KEPT, Serving, begin, entry_of, fetch_model, publish, read_serving, roll_back
from .store import Conflict, Store, open_store
from .verdict import TOLERANCE, GateSet, compare

REFUSED = 3  # exit code
TRIES = 3  # while others publish in between
PACKAGED = Path(__file__).parent.parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("publish", "rollback", "list"):
        command = commands.add_parser(name)
        command.add_argument("--models", required=True, help="s3://bucket/prefix or a folder")
        if name == "rollback":
            command.add_argument("--to", help="a kept manifest instead of the one before")
        if name == "publish":
            command.add_argument("task", choices=("digit", "number"))
            command.add_argument("candidate", type=Path)
            command.add_argument("--mnist", type=Path, required=True)
            command.add_argument("--shared", type=Path, required=True, help="folder with emnist/ and pendigits/")
            command.add_argument("--packaged", type=Path, default=PACKAGED)
            command.add_argument("--count", type=int, default=4000, help="fields drawn for a number reader")
            command.add_argument("--processes", type=int, default=1)
            command.add_argument("--tolerance", type=float, default=TOLERANCE)
            command.add_argument("--dry-run", action="store_true")
    options = parser.parse_args()
    store = open_store(options.models)
    if options.command == "publish":
        sys.exit(0 if run(store, options) else REFUSED)
    if options.command == "rollback":
        serving = roll_back(store, datetime.now(timezone.utc), options.to)
        print("now serves", json.dumps({model["name"]: model["version"] for model in serving.manifest["models"]}))
    else:
        for key, _ in store.names(KEPT):
            print(key)


def run(store: Store, options: argparse.Namespace) -> bool:
    # PyTorch, which going back and listing do without.
    from .gate_pictures import draw_gate_set

    candidate = load_candidate(options.candidate, options.task)
    sources = (options.mnist, options.shared)
    gate_set = draw_gate_set(options.task, sources, candidate.entry["sha256"], options.count, options.processes)
    verdict = try_candidate(store, candidate, gate_set, options.packaged, options.tolerance, options.dry_run)
    print(json.dumps(verdict, indent=1))
    return verdict["passed"]


def try_candidate(
    store: Store,
    candidate: Candidate,
    gate_set: GateSet,
    packaged: Path = PACKAGED,
    tolerance: float = TOLERANCE,
    dry_run: bool = False,
) -> dict:
    """The verdict, and where it is good the candidate serves. Overtaken by another, it is compared with that one anew."""
    for left in reversed(range(TRIES)):
        serving = read_serving(store)
        if serving is None:
            if dry_run:
                raise ValueError("nothing serves yet that the candidate could be compared with")
            try:
                serving = begin(store, packaged)
            except Conflict:
                continue
        verdict = weigh(store, serving, candidate, gate_set, tolerance)
        if not verdict["passed"] or dry_run:
            return verdict
        entry = candidate.entry | {"version": verdict["candidate"]["version"], "gate": verdict}
        try:
            publish(store, serving, entry, candidate.body, datetime.now(timezone.utc))
            return verdict
        except Conflict:
            if left == 0:
                raise
    raise Conflict("others published each time that this candidate was compared")


def weigh(store: Store, serving: Serving, candidate: Candidate, gate_set: GateSet, tolerance: float) -> dict:
    """{passed, checks: {name: {holds, …}}, candidate, serving, pictures}: what the manifest keeps of the comparison."""
    entry, rival = candidate.entry, entry_of(serving.manifest, candidate.entry["task"])
    rate = rival["accept"]["maxError"]
    with tempfile.TemporaryDirectory() as folder:
        model, other = Path(folder) / "candidate.onnx", Path(folder) / "serving.onnx"
        model.write_bytes(candidate.body)
        other.write_bytes(fetch_model(store, rival))
        checks = check_alone(entry, model, rival)
        if all(check.holds for check in checks):
            read = gate_set.read
            checks += compare(read(entry, model, rate), read(rival, other, rate), gate_set.has_number, rate, tolerance)
    return {
        "passed": all(check.holds for check in checks),
        "checks": {check.name: {"holds": check.holds, **check.figures} for check in checks},
        "candidate": {"version": next_version(entry["version"], rival["version"]), "sha256": entry["sha256"]},
        "serving": {"version": rival["version"], "sha256": rival["sha256"]},
        "pictures": {"of": len(gate_set.has_number), "drawn": gate_set.description},
    }


if __name__ == "__main__":
    main()
