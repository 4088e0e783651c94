"""A store that cannot be opened leaves nothing behind."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from mockplatform.errors import StoreRefused
from mockplatform.log.sql import SqlLog


def drivers() -> list[str]:
    """Return the names of the driver's threads that are there."""
    return [one.name for one in threading.enumerate() if "connection_worker" in one.name]


async def test_a_missing_directory_is_refused(tmp_path: Path) -> None:
    """The hint says what has to be there."""
    with pytest.raises(StoreRefused, match="cannot be opened") as refused:
        await SqlLog.open(f"sqlite:///{tmp_path}/missing/file.db")
    assert "directory must exist" in refused.value.hint


async def test_a_directory_is_no_file(tmp_path: Path) -> None:
    """Neither is it made one, nor does a thread of the driver stay behind."""
    log = await SqlLog.open(f"sqlite:///{tmp_path}/file.db")
    try:
        assert len(drivers()) == 1
        with pytest.raises(StoreRefused, match="cannot be opened"):
            await SqlLog.open(f"sqlite:///{tmp_path}")
        assert len(drivers()) == 1
    finally:
        await log.close()
