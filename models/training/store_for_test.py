"""The stores that the gate and the job are tested over: a folder, and a bucket as moto plays it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from .store import BucketStore, FolderStore, Store

KINDS = ("folder", "bucket")


@contextmanager
def open_test_store(kind: str, folder: Path) -> Iterator[Store]:
    if kind == "folder":
        yield FolderStore(folder)
        return
    reason = "needs boto3 and moto: pip install -r training/requirements-test.txt"
    boto3 = pytest.importorskip("boto3", reason=reason)
    moto = pytest.importorskip("moto", reason=reason)
    with pytest.MonkeyPatch.context() as patch, moto.mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "any")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        patch.delenv("AWS_ENDPOINT_URL", raising=False)
        boto3.client("s3").create_bucket(Bucket="models")
        yield BucketStore("models", "serving")
