"""Owns the command `conversations`: to look at them, and to act in them as an agent.

`last` stands for the newest conversation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click

from mockplatform.cli.steering import Out, one_of, steers, table

if TYPE_CHECKING:
    from mockplatform.client import Admin
    from mockplatform.client.answers import Conversation

conversation_argument = click.argument("id_", metavar="ID|last")


@click.group()
def conversations() -> None:
    """Look at conversations, and act in them as an agent. `last` is the newest one."""


@conversations.command("list")
@click.option("--state", metavar="STATES", help="Only these, with commas between.")
@click.option("--queue", metavar="ID", help="Only those in this queue.")
@click.option("--user", "user_id", metavar="ID", help="Only this customer's.")
@click.option("--limit", type=click.IntRange(1, 200), default=25, show_default=True)
@steers
def list_(admin: Admin, out: Out, **given: Any) -> None:
    """List conversations, newest first."""
    found = admin.conversations.list(**given)
    out.show(found, table([_row(one) for one in found.conversations]))


@conversations.command()
@conversation_argument
@steers
def show(admin: Admin, out: Out, id_: str) -> None:
    """Show a conversation with its transcript."""
    found = admin.conversations.get(one_of(admin, id_))
    out.show(found, _lines(found))


@conversations.command()
@conversation_argument
@click.argument("text")
@steers
def say(admin: Admin, out: Out, id_: str, text: str) -> None:
    """Say TEXT as the agent."""
    message = admin.conversations.message(one_of(admin, id_), text)
    out.show(message, [f"{message.at[11:19]}  {message.from_.name}: {message.text}"])


@conversations.command()
@conversation_argument
@click.argument("queue")
@steers
def transfer(admin: Admin, out: Out, id_: str, queue: str) -> None:
    """Hand a conversation to another QUEUE."""
    _show(out, admin.conversations.transfer(one_of(admin, id_), queue))


@conversations.command()
@conversation_argument
@steers
def leave(admin: Admin, out: Out, id_: str) -> None:
    """Leave a conversation, which waits in its queue again."""
    _show(out, admin.conversations.leave(one_of(admin, id_)))


@conversations.command()
@conversation_argument
@click.option("--reason", metavar="TEXT", help="Why.")
@click.option("--by", type=click.Choice(["agent", "supervisor"]), help="Who ends it.")
@steers
def close(admin: Admin, out: Out, id_: str, **given: Any) -> None:
    """End a conversation."""
    _show(out, admin.conversations.close(one_of(admin, id_), **given))


def _answer(name: str, help_: str) -> None:
    """Add one of the acts in which an agent may be named."""

    @conversations.command(name, help=help_)
    @conversation_argument
    @click.option("--agent", metavar="ID", help="Which agent, if not whoever is next.")
    @steers
    def act(admin: Admin, out: Out, id_: str, agent: str | None) -> None:
        acts: dict[str, Callable[[str, str | None], Conversation]] = {
            "offer": admin.conversations.offer,
            "accept": admin.conversations.accept,
            "decline": admin.conversations.decline,
        }
        _show(out, acts[name](one_of(admin, id_), agent))


_answer("offer", "Alert an agent, even one who is away.")
_answer("accept", "Take the offer.")
_answer("decline", "Refuse the offer; the next agent is alerted.")


def _show(out: Out, conversation: Conversation) -> None:
    out.show(conversation, table([_row(conversation)]))


def _row(one: Conversation) -> tuple[object, ...]:
    return (
        one.id,
        one.state,
        one.queue.id if one.queue else "-",
        one.agent.name if one.agent else "-",
        one.user_id,
        f"{one.message_count} messages",
        one.updated_at,
    )


def _lines(one: Conversation) -> Iterator[str]:
    yield from table([_row(one)])
    for message in one.transcript or ():
        who = message.from_.name or message.from_.id
        yield f"  {message.at[11:19]}  {who}: {message.text}"
