"""A run's state in the store: one object, so that what is found after an interruption always belongs together.

The run's folder (weights, optimizer, log, and the job's own notes) goes into one archive, `checkpoint.tar`, and is put only
over the archive that this job found or wrote before. A job that was thought dead and is not gets `Conflict`, and ends.
"""

import io
import tarfile
from pathlib import Path

from .store import ABSENT, Store

NAME = "checkpoint.tar"
PARTS = ("*.pt", "log.ndjson", "run.json", "run.ndjson", "job.json")


class Checkpoint:
    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder, self.tag = store, folder, ABSENT

    def restore(self) -> bool:
        """Lays the run's state into its folder; False where there is none yet."""
        found = self.store.get(NAME)
        if found is None:
            return False
        self.tag = found.tag
        with tarfile.open(fileobj=io.BytesIO(found.body)) as archive:
            archive.extractall(self.folder, filter="data")
        return True

    def keep(self) -> bool:
        """False where the trainer wrote meanwhile: half of it would be of one step, half of another. Later, then."""
        before = self.stamps()
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w") as file:
            for name in before:
                file.add(self.folder / name, name)
        if self.stamps() != before:
            return False
        self.tag = self.store.put(NAME, archive.getvalue(), self.tag)
        return True

    def stamps(self) -> dict[str, tuple[int, int]]:
        """What is kept of the folder: time and size of each file, by its name."""
        found = sorted({path for pattern in PARTS for path in self.folder.glob(pattern)})
        stats = {path.name: path.stat() for path in found}
        return {name: (stat.st_mtime_ns, stat.st_size) for name, stat in stats.items()}
