"""Owns the command `faults`: what is to go wrong is set, listed, explained and taken away."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from mockplatform.cli.exits import Failure
from mockplatform.cli.fault_options import fault_options, what_of, when_of, where_of
from mockplatform.cli.fault_views import explain, rows
from mockplatform.cli.options import parse_pairs
from mockplatform.cli.steering import Out, steers, table

if TYPE_CHECKING:
    from mockplatform.client import Admin

SET_HELP = """Set a fault: KIND and its members, where it acts, and when.

\b
  mockplatform faults set status status=503 --path '/api/*' --times 3
  mockplatform faults set latency delay=2s --subject user-7 --for 1m
  mockplatform faults set reset --phase reply --method POST --ttl 10m
  mockplatform faults set @faults.json

KIND may be @FILE, or - for standard input, with the fault as JSON; a list of faults replaces
all that are set. `mockplatform faults kinds` lists the kinds.
"""


@click.group()
def faults() -> None:
    """Break the platform on purpose: set faults, list them, take them away."""


@faults.command("list")
@steers
def list_(admin: Admin, out: Out) -> None:
    """List the faults in their order: state, how often each has fired, how many it holds."""
    found = admin.faults.list()
    out.show(found, rows(found.faults))


@faults.command("set", help=SET_HELP)
@click.argument("kind", metavar="KIND|@FILE|-")
@click.argument("members", nargs=-1, metavar="[NAME=VALUE]...", callback=parse_pairs)
@fault_options
@steers
def set_(admin: Admin, out: Out, kind: str, members: dict[str, str], **given: Any) -> None:
    """Set a fault."""
    where, when = where_of(given), when_of(given)
    if kind == "-" or kind.startswith("@"):
        if (
            members
            or where
            or when
            or any(given[one] is not None for one in ("id_", "ttl", "seed"))
        ):
            raise click.UsageError(f"All of a fault stands in the JSON of {kind}: no options.")
        _set_json(admin, out, _read(kind))
        return
    schema = next((one.schema for one in admin.faults.kinds().kinds if one.kind == kind), {})
    body = {"what": what_of(kind, members, schema), "where": where, "when": when}
    more = {name: given[name] for name in ("ttl", "seed") if given[name] is not None}
    _set_one(admin, out, {**body, **more, "id": given["id_"]})


def _read(source: str) -> Any:
    """Return the JSON of a file, or of standard input."""
    try:
        with click.open_file(source.removeprefix("@"), encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError) as error:
        raise Failure(f"{source}: {error}", hint="A fault is a JSON object.") from None


def _set_json(admin: Admin, out: Out, value: Any) -> None:
    if isinstance(value, dict) and "faults" in value:
        value = value["faults"]
    if isinstance(value, list):
        found = admin.faults.put_all(value)
        out.show(found, rows(found.faults))
    elif isinstance(value, dict):
        _set_one(admin, out, value)
    else:
        raise Failure("A fault is a JSON object; several are a list of such.")


def _set_one(admin: Admin, out: Out, body: Mapping[str, Any]) -> None:
    """Set a fault: anew, where one of its id is set."""
    from mockplatform.client.calls import verbs
    from mockplatform.client.fault_answers import Fault
    from mockplatform.client.request import segment

    id_ = body.get("id")
    # As it is given: a member that nobody knows is for the platform to refuse.
    request = (
        verbs.put(f"/faults/{segment(id_)}", Fault, body)
        if isinstance(id_, str) and id_
        else verbs.post("/faults", Fault, body)
    )
    made = admin.call(request)
    out.show(made, rows([made]))


@faults.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@steers
def remove(admin: Admin, out: Out, ids: Sequence[str]) -> None:
    """Take faults away; what they held goes on at once."""
    for id_ in ids:
        admin.faults.remove(id_)
    out.show(None, [f"{id_} is gone" for id_ in ids])


@faults.command()
@steers
def clear(admin: Admin, out: Out) -> None:
    """Take all faults away."""
    admin.faults.clear()
    out.show(None, ["no fault is set"])


@faults.command()
@click.argument("kind", required=False)
@steers
def kinds(admin: Admin, out: Out, kind: str | None) -> None:
    """List the kinds of faults, or explain one with an example."""
    found = admin.faults.kinds()
    if kind is None:
        out.show(found, table([(one.kind, one.summary) for one in found.kinds]))
        return
    named = {one.kind: one for one in found.kinds}
    if kind not in named:
        from mockplatform.errors import nearest

        raise Failure(f"There is no kind {kind!r}.", hint=nearest(kind, named))
    out.show(named[kind], explain(named[kind]))
