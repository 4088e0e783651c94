"""Owns the command `agents`: who is there, with which queues and capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import click

from mockplatform.cli.steering import Out, steers, table

if TYPE_CHECKING:
    from mockplatform.client import Admin
    from mockplatform.client.answers import Agent


@click.group()
def agents() -> None:
    """List agents, let them come and go."""


@agents.command("list")
@steers
def list_(admin: Admin, out: Out) -> None:
    """List the agents in the order in which they are chosen from."""
    found = admin.agents.list()
    out.show(found, table([_row(one) for one in found.agents]))


@agents.command()
@click.argument("id_", metavar="ID")
@steers
def present(admin: Admin, out: Out, id_: str) -> None:
    """Let an agent come: offers go to him from now on."""
    _show(out, _be(admin, id_, present=True))


@agents.command()
@click.argument("id_", metavar="ID")
@steers
def absent(admin: Admin, out: Out, id_: str) -> None:
    """Let an agent go: no more offers, what he has goes on."""
    _show(out, _be(admin, id_, present=False))


@agents.command()
@click.argument("id_", metavar="ID")
@click.option("--name", help="What customers see.")
@click.option("--queue", "queues", multiple=True, help="A queue served; all if left out.")
@click.option("--capacity", type=click.IntRange(0), default=1, show_default=True)
@click.option("--absent", "present", is_flag=True, flag_value=False, default=True, help="Away.")
@steers
def add(admin: Admin, out: Out, id_: str, **given: Any) -> None:
    """Make an agent, a person."""
    _show(out, admin.agents.create(id_, **given))


@agents.command()
@click.argument("id_", metavar="ID")
@steers
def remove(admin: Admin, out: Out, id_: str) -> None:
    """Take an agent away; what he is connected to goes on."""
    admin.agents.delete(id_)
    out.show(None, [f"{id_} is gone"])


def _be(admin: Admin, id_: str, *, present: bool) -> Agent:
    one = admin.agents.get(id_)
    kind: Literal["person", "bot"] = "bot" if one.kind == "bot" else "person"
    return admin.agents.put(
        id_,
        name=one.name,
        kind=kind,
        queues=one.queues,
        capacity=one.capacity,
        present=present,
        email=one.email,
        presence=one.presence,
        script=one.script,
    )


def _show(out: Out, agent: Agent) -> None:
    out.show(agent, table([_row(agent)]))


def _row(agent: Agent) -> tuple[object, ...]:
    return (
        agent.id,
        agent.kind,
        "present" if agent.present else "absent",
        f"{len(agent.conversations)}/{agent.capacity}",
        ", ".join(agent.queues) or "all queues",
        agent.name,
    )
