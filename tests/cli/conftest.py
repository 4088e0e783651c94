"""What tests of the command line share: one platform in this process, to be steered from others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from mockplatform.server import MockPlatform
from tests.support import waiting

Cli = Callable[..., "CompletedProcess[str]"]


@pytest.fixture(scope="module")
def platform() -> Iterator[MockPlatform]:
    """A platform whose bots wait, unless a test wakes them."""
    with MockPlatform.start(seed=1, settings={"botsAct": False}) as started:
        yield started


@pytest.fixture
def cli(platform: MockPlatform, tmp_path: Path) -> Cli:
    """Run a command against that platform, to its end."""

    def run(*arguments: str, typed: str = "") -> CompletedProcess[str]:
        return waiting.run(
            tmp_path, *arguments, typed=typed, environ={"MOCKPLATFORM_URL": platform.url}
        )

    return run
