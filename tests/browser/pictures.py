"""Takes pictures of every page in every state, to look at, and those that the docs show.

python -m tests.browser.pictures FOLDER     all, into a folder
python -m tests.browser.pictures docs       those of the docs, into docs/images

The scene is the same each time, down to the instant, so that two runs give the same pictures.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable
from contextlib import nullcontext
from itertools import product
from pathlib import Path
from typing import NamedTuple

from tests.browser.png import small
from tests.browser.scene import Scene
from tests.browser.stages import STAGES, Stage, open_stage
from tests.browser.studio import Scheme, Studio, studio

DOCS = Path(__file__).parents[2] / "docs" / "images"
WIDTHS = (1280, 400)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


class Shot(NamedTuple):
    """A picture: what is on the stage, how wide, and in which scheme."""

    stage: str
    width: int = 1280
    scheme: Scheme = "light"

    @property
    def name(self) -> str:
        """What its file is called, without the suffix."""
        return f"{self.stage}-{self.width}-{self.scheme}"


IN_DOCS = {
    "conversations": Shot("conversations-busy"),
    "conversation": Shot("conversation-busy"),
    "desk": Shot("desk-talk-busy"),
    "findings": Shot("findings-open"),
    "evidence": Shot("evidence-busy"),
    "outages": Shot("outages-running"),
    "clock": Shot("clock-busy"),
    "tokens": Shot("tokens-busy"),
    "journal": Shot("journal-busy"),
    "herd": Shot("herd-busy"),
    "settings": Shot("settings-busy"),
    "narrow-dark": Shot("conversation-busy", 400, "dark"),
    "widget": Shot("widget-open"),
    "widget-dark": Shot("widget-open", 400, "dark"),
    "fragile": Shot("widget-fragile"),
}
"""By the name of the file in docs/images."""


def all_shots() -> list[Shot]:
    """Return every stage in both widths and schemes."""
    return [Shot(*one) for one in product(STAGES, WIDTHS, SCHEMES)]


async def take(shots: Iterable[tuple[Path, Shot]]) -> None:
    """Take pictures, each into its file."""
    wanted: dict[str, list[tuple[Path, Shot]]] = {}
    for path, shot in shots:
        wanted.setdefault(shot.stage, []).append((path, shot))
    async with studio() as there:
        for is_busy in (False, True):
            there.at.admin.tenants.reset(there.at.id)
            now = [name for name in wanted if STAGES[name].is_busy is is_busy]
            with Scene(there.at) if is_busy else nullcontext() as scene:
                for name in now:
                    await _stage(there, STAGES[name], wanted[name], scene)


async def _stage(
    there: Studio, stage: Stage, shots: list[tuple[Path, Shot]], scene: Scene | None
) -> None:
    for path, shot in shots:
        if scene is None:
            there.at.admin.tenants.reset(there.at.id)
        context = await there.person(shot.width, shot.scheme)
        page = await open_stage(there, context, stage, scene)
        await page.evaluate("document.fonts.ready")
        taken = await page.screenshot(animations="disabled", caret="hide")
        path.write_bytes(await small(await there.blank(), taken))
        await context.close()


def main(arguments: list[str]) -> int:
    """Run as a command; return its exit code."""
    if len(arguments) != 1:
        sys.stderr.write(__doc__ or "")
        return 2
    if arguments == ["docs"]:
        shots = [(DOCS / f"{name}.png", shot) for name, shot in IN_DOCS.items()]
    else:
        shots = [(Path(arguments[0]) / f"{shot.name}.png", shot) for shot in all_shots()]
    asyncio.run(take(shots))
    sys.stdout.writelines(f"wrote {path}\n" for path, _ in shots)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
