"""Owns outages for the length of a block: which calls start, show and stop one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockplatform.client.blocks import AsyncBlock, Block, Staging
from mockplatform.client.calls import outages
from mockplatform.client.outage_answers import Outage

_FILES = (".yaml", ".yml", ".json")


def outage(
    name: str | Mapping[str, Any],
    *,
    for_: str | float | None = None,
    intensity: float | None = None,
    seed: int | None = None,
    after: str | float | None = None,
) -> Staging[Outage]:
    """Return an outage for a block: `with ….outage("token-service-down", intensity=0.5):`.

    Leaving the block stops it; what it held goes on at once.

    Args:
        name: Which of the catalogue; or one of your own: a YAML or JSON file, or what such a
            file says.
        for_: How long it lasts, on the tenant's clock: its course is stretched or squeezed.
        intensity: From 0, which harms nobody, to 1, as if left out.
        seed: From which its draws derive; the tenant's if left out.
        after: How long from now it begins.

    Raises:
        PlatformError: The file is not there, or describes no outage.
    """
    how: dict[str, Any] = {"for_": for_, "intensity": intensity, "seed": seed, "after": after}
    if isinstance(name, str) and not name.endswith(_FILES):
        begin, known_as = outages.start(name, **how), name
    else:
        own = described(name) if isinstance(name, str) else name
        begin, known_as = outages.stage(own, **how), str(own.get("name", ""))
    return Staging(begin, lambda _: outages.get(known_as), lambda _: outages.stop(known_as))


def described(path: str) -> dict[str, Any]:
    """Return what a file says of an outage, once it is checked.

    Raises:
        UnknownThing: There is no such file.
        FixtureInvalid: All that is wrong with it, each with its line and path.
    """
    from pathlib import Path

    import msgspec

    from mockplatform import outage_files  # Late: nobody else needs what reads files.

    members: dict[str, Any] = msgspec.to_builtins(outage_files.load_file(Path(path)))
    return members


class OutageBlock(Block[Outage]):
    """An outage that runs within `with`."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.seen.name

    @property
    def fired(self) -> int:
        """How often its faults have fired by now; after the block, by its end."""
        return self.look().fired


class AsyncOutageBlock(AsyncBlock[Outage]):
    """An outage that runs within `async with`; `(await ….look()).fired` counts within it."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.seen.name

    @property
    def fired(self) -> int:
        """How often its faults had fired at the last look; after the block, by its end."""
        return self.seen.fired
