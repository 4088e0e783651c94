"""Owns the ids of tenants that were given none: short, readable, the same for the same seed."""

from __future__ import annotations

from collections.abc import Container

from mockplatform.ids import derive_seed

_FIRST_WORDS = (
    "amber bold brave bright brisk calm clear cosy crisp early eager fair fleet fond gentle glad "
    "golden grand green hardy honest jolly keen kind lively lucky mellow merry mild neat noble "
    "plain polite proud quick quiet ready rosy sharp shiny silent silver smooth snug solid spry "
    "steady still sunny swift tidy tall true vivid warm wide wild wise witty young"
)
_SECOND_WORDS = (
    "acorn badger beech birch bison brook cedar clover comet coral crane daisy dune eagle elm "
    "falcon fern finch fox gecko grove gull harbor hazel heron ibis iris island ivy jay juniper "
    "kite lake lark lily lynx maple marten meadow moose moss oak olive orchid otter owl panda "
    "pebble pine plover poppy quail raven reef river robin rowan sage seal sparrow stone tern "
    "thistle tulip walnut willow wren"
)
_FIRST = _FIRST_WORDS.split()
_SECOND = _SECOND_WORDS.split()


def draw(seed: int, number: int, taken: Container[str]) -> str:
    """Return the id of the `number`-th tenant without one, or the next that is not taken."""
    while True:
        luck = derive_seed(seed, "tenant's name", number)
        first = _FIRST[luck % len(_FIRST)]
        second = _SECOND[luck // len(_FIRST) % len(_SECOND)]
        name = f"{first}-{second}-{number}"
        if name not in taken:
            return name
        number += 1
