"""Where data, checkpoints and models lie: a bucket's prefix (`s3://bucket/prefix`) or a folder, with the same few verbs.

An object is written whole or not at all, and only if its condition holds: `only_if=ABSENT` (nothing lies there yet) or a
tag (what lies there is still what was read under that tag). Else `Conflict` is raised and nothing is written.
"""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

ABSENT = "*"


class Conflict(Exception):
    """Somebody else wrote first."""


@dataclass(frozen=True)
class Found:
    body: bytes
    tag: str


class Store(Protocol):
    def get(self, key: str) -> Found | None: ...

    def put(self, key: str, body: bytes, only_if: str | None = None) -> str:
        """The new object's tag."""

    def names(self, prefix: str = "") -> list[tuple[str, int]]:
        """Keys that begin with `prefix` and their sizes in bytes, in the order of the keys."""


def open_store(address: str) -> Store:
    """`s3://bucket/prefix` needs boto3 and credentials; AWS_ENDPOINT_URL names another S3-compatible store."""
    parts = urlsplit(address)
    if parts.scheme == "s3":
        if not parts.netloc:
            raise ValueError(f"expected s3://bucket/prefix, got {address}")
        return BucketStore(parts.netloc, parts.path.strip("/"))
    return FolderStore(Path(address))


class FolderStore:
    """For a machine without a bucket. Conditions hold between processes of that machine; one lock guards the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, key: str) -> Found | None:
        path = self.path_of(key)
        if not path.is_file():
            return None
        body = path.read_bytes()
        return Found(body, tag_of(body))

    def put(self, key: str, body: bytes, only_if: str | None = None) -> str:
        path = self.path_of(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        with self.locked():
            now = self.get(key) if only_if is not None else None
            if only_if is not None and (ABSENT if now is None else now.tag) != only_if:
                raise Conflict(f"{path} is not what it was")
            handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
            with os.fdopen(handle, "wb") as file:
                file.write(body)
            os.replace(draft, path)
        return tag_of(body)

    def names(self, prefix: str = "") -> list[tuple[str, int]]:
        found = [path for path in self.folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
        keys = {path.relative_to(self.folder).as_posix(): path.stat().st_size for path in found}
        return sorted((key, size) for key, size in keys.items() if key.startswith(prefix))

    def path_of(self, key: str) -> Path:
        if ".." in key.split("/") or key.startswith("/"):
            raise ValueError(f"expected a key within the folder, got {key}")
        return self.folder / key

    @contextmanager
    def locked(self) -> Iterator[None]:
        with (self.folder / ".lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def tag_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


class BucketStore:
    def __init__(self, bucket: str, prefix: str) -> None:
        import boto3
        from botocore.config import Config

        self.client = boto3.client("s3", config=Config(retries={"mode": "standard", "max_attempts": 6}))
        self.bucket, self.prefix = bucket, f"{prefix}/" if prefix else ""

    def get(self, key: str) -> Found | None:
        try:
            answer = self.client.get_object(Bucket=self.bucket, Key=self.prefix + key)
        except self.client.exceptions.NoSuchKey:
            return None
        return Found(answer["Body"].read(), answer["ETag"])

    def put(self, key: str, body: bytes, only_if: str | None = None) -> str:
        from botocore.exceptions import ClientError

        condition = {} if only_if is None else {"IfNoneMatch": "*"} if only_if == ABSENT else {"IfMatch": only_if}
        kind = "application/json" if key.endswith(".json") else "application/octet-stream"
        try:
            answer = self.client.put_object(
                Bucket=self.bucket, Key=self.prefix + key, Body=body, ContentType=kind, **condition
            )
        except ClientError as error:
            # 412: another object lies there; 409: another write is under way; 404: what was to be replaced is gone.
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            if only_if is not None and status in (404, 409, 412):
                raise Conflict(f"s3://{self.bucket}/{self.prefix}{key} is not what it was") from error
            raise
        return answer["ETag"]

    def names(self, prefix: str = "") -> list[tuple[str, int]]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.prefix + prefix)
        found = [item for page in pages for item in page.get("Contents", [])]
        return sorted((item["Key"][len(self.prefix) :], item["Size"]) for item in found)
