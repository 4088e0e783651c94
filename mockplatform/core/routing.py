"""Owns routing data (flat, at most 16,384 bytes) and the rules that place a conversation.

Source: guide, section 3: routing data is flat, strings and booleans, steers placement;
too much of it is truncated or rejected, and rules then see null. Invented: the form of
the rules, the details of both policies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from msgspec import Struct

from mockplatform.core.canonical import canonical, content_hash, member_bytes
from mockplatform.errors import Detail, RoutingDataNotFlat, RoutingDataTooLarge
from mockplatform.limits import LIMITS

RoutingValue = str | bool | None
Condition = str | bool | list[str | bool]
HEAVIEST_SHOWN = 5


class RoutingData(Struct, frozen=True):
    """Routing data that the platform took.

    Attributes:
        values: The members in the order in which they were written; null where the
            truncate policy took a value away.
        hash: SHA-256 of the canonical form, in hex.
        size: Bytes of the canonical form.
        truncated: The keys that lost their values to the limit.
    """

    values: dict[str, RoutingValue]
    hash: str
    size: int
    truncated: tuple[str, ...] = ()

    @property
    def present(self) -> dict[str, RoutingValue]:
        """What may be merged into: null stands for a value that the limit took away."""
        return {key: value for key, value in self.values.items() if value is not None}


class RoutingPolicy(Struct, frozen=True, kw_only=True):
    """What a tenant does with routing data that does not fit (its settings)."""

    truncate: bool = False
    coerce: bool = False


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One routing rule: all of `when` must match, then `queue` it is.

    A condition is a value (a text may be a glob such as ``en-*``) or a list of them.
    """

    when: dict[str, Condition]
    queue: str
    name: str = ""


class Placement(Struct, frozen=True, kw_only=True):
    """Where a conversation was placed, and why.

    Attributes:
        queue: The queue's id.
        rule: The rule that matched; empty when none did and the fallback queue took it.
        evaluated_null: Keys that rules asked for and found missing or null.
        cached: Whether the answer came from the placement cache.
        hash: Of the routing data that was placed; empty for a transfer.
        elapsed_ms: What the decision took, in milliseconds of the tenant's time.
    """

    queue: str
    rule: str = ""
    evaluated_null: tuple[str, ...] = ()
    cached: bool = False
    elapsed_ms: float = 0.0
    hash: str = ""


def accept(values: Mapping[str, object], policy: RoutingPolicy) -> RoutingData:
    """Return routing data that is flat and fits, or refuse it whole.

    Raises:
        RoutingDataNotFlat: A value is no string or boolean, or a key has a bad length.
        RoutingDataTooLarge: Over the limit under the reject policy, or even with every
            value gone.
    """
    flat = _flat(values, policy)
    form = canonical(flat)
    truncated: list[str] = []
    if len(form) > LIMITS.routing_data_bytes_max:
        if not policy.truncate:
            raise _too_large(flat, len(form))
        truncated = _truncate(flat, len(form))
        form = canonical(flat)
    return RoutingData(flat, content_hash(form), len(form), tuple(truncated))


def starve(data: RoutingData, bytes_max: int) -> RoutingData:
    """Return routing data without its newest values, so many that it fits (at 0: without any)."""
    values, size, lost = dict(data.values), data.size, list(data.truncated)
    for key in reversed(data.values):
        if size <= bytes_max:
            break
        if values[key] is None:
            continue
        size += member_bytes(key, None) - member_bytes(key, values[key])
        values[key] = None
        lost.append(key)
    form = canonical(values)
    return RoutingData(values, content_hash(form), len(form), tuple(lost))


def _flat(values: Mapping[str, object], policy: RoutingPolicy) -> dict[str, RoutingValue]:
    flat: dict[str, RoutingValue] = {}
    wrong: list[Detail] = []
    for key, value in values.items():
        if not 1 <= len(key) <= LIMITS.routing_key_chars_max:
            wrong.append(_detail(key, f"a key has 1 to {LIMITS.routing_key_chars_max} characters"))
        elif isinstance(value, (str, bool)):
            flat[key] = value
        elif policy.coerce and isinstance(value, (int, float)):
            flat[key] = canonical({"": value})[4:-1].decode()
        else:
            wrong.append(_detail(key, f"{_kind(value)} is neither a string nor a boolean"))
    if wrong:
        raise RoutingDataNotFlat(
            f"Routing data is not flat: {', '.join(detail.field for detail in wrong)}",
            hint="Keep strings and booleans here; move the rest to conversationData.",
            details=wrong,
        )
    return flat


def _detail(key: str, message: str) -> Detail:
    return Detail(RoutingDataNotFlat.code, f"routingData.{key[:128]}", message)


def _kind(value: object) -> str:
    names = {dict: "an object", list: "an array", type(None): "null"}
    return names.get(type(value), "a number")


def _too_large(flat: Mapping[str, RoutingValue], size: int) -> RoutingDataTooLarge:
    limit = LIMITS.routing_data_bytes_max
    heaviest = sorted(flat, key=lambda key: member_bytes(key, flat[key]), reverse=True)
    return RoutingDataTooLarge(
        f"Routing data has {size} bytes in canonical form; the limit is {limit}",
        hint="The limit counts UTF-8 bytes, not characters; move long texts to conversationData.",
        details=[
            Detail(RoutingDataTooLarge.code, "routingData", f"size {size}, limit {limit}"),
            *(
                Detail(
                    "heaviest.key", f"routingData.{key}", f"{member_bytes(key, flat[key])} bytes"
                )
                for key in heaviest[:HEAVIEST_SHOWN]
            ),
        ],
    )


def _truncate(flat: dict[str, RoutingValue], size: int) -> list[str]:
    """Take values away, the newest first, until `flat` fits; return the keys that lost theirs."""
    lost: list[str] = []
    original = dict(flat)
    for key in reversed(original):
        if size <= LIMITS.routing_data_bytes_max:
            break
        gain = member_bytes(key, original[key]) - member_bytes(key, None)
        if gain <= 0:
            continue
        size -= gain
        flat[key] = None
        lost.append(key)
    if size > LIMITS.routing_data_bytes_max:
        raise _too_large(original, len(canonical(original)))
    return lost


def place(rules: Sequence[Rule], fallback: str, values: Mapping[str, RoutingValue]) -> Placement:
    """Return the placement by the first rule that matches, else in the fallback queue."""
    nulls: dict[str, None] = {}
    for index, rule in enumerate(rules):
        nulls.update((key, None) for key in rule.when if values.get(key) is None)
        if all(_matches(condition, values.get(key)) for key, condition in rule.when.items()):
            name = rule.name or f"rule {index + 1}"
            return Placement(queue=rule.queue, rule=name, evaluated_null=tuple(nulls))
    return Placement(queue=fallback, evaluated_null=tuple(nulls))


def _matches(condition: Condition, value: RoutingValue) -> bool:
    if value is None:
        return False
    if isinstance(condition, list):
        return any(_matches(one, value) for one in condition)
    if isinstance(condition, str) and isinstance(value, str):
        return fnmatchcase(value, condition)
    return condition is value
