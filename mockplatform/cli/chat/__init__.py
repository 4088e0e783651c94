"""Owns the command `chat`: a customer in the terminal, over a real socket."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any

import click

from mockplatform.cli.exits import Exit, Failure
from mockplatform.cli.options import address_options, parse_duration_option, parse_pairs

if TYPE_CHECKING:
    from mockplatform.cli.chat.api import Api, Document
    from mockplatform.cli.chat.screen import Screen
    from mockplatform.cli.chat.talk import Talk
    from mockplatform.client.request import Target


@click.command()
@address_options
@click.option("--user", metavar="ID", help="As whom to chat. Without it, as a new guest.")
@click.option(
    "--deployment",
    envvar="MOCKPLATFORM_DEPLOYMENT_ID",
    metavar="ID",
    help="The widget's deployment; asked of the admin API if left out.",
)
@click.option(
    "--data",
    multiple=True,
    metavar="KEY=VALUE",
    callback=parse_pairs,
    help="Routing data, such as tier=premium. May be repeated.",
)
@click.option("--resume", is_flag=True, help="Go on with the last conversation, if it lives.")
@click.option("--conversation", metavar="ID", help="Go on with this conversation.")
@click.option("--say", "says", multiple=True, metavar="TEXT", help="Say this. May be repeated.")
@click.option(
    "--until-reply",
    is_flag=False,
    flag_value="*",
    metavar="[=GLOB]",
    help="Wait for a reply to each --say (one that matches), then leave.",
)
@click.option(
    "--exit-after",
    metavar="DURATION",
    callback=parse_duration_option,
    help="Leave after that long; with --until-reply, fail if no reply came.",
)
def chat(**given: Any) -> Exit:
    """Chat as a customer would, over the real protocol.

    Lines that you type are sent. /state shows the conversation, /close ends it, /quit leaves it,
    so that --resume can go on with it. A lost connection is taken up again where it was.
    """
    return asyncio.run(_chat(**given))


async def _chat(**given: Any) -> Exit:
    from mockplatform.cli.chat import memory
    from mockplatform.cli.chat.api import Api
    from mockplatform.cli.chat.screen import Screen
    from mockplatform.cli.chat.session import Session
    from mockplatform.cli.chat.talk import Talk
    from mockplatform.client.request import Target

    target = Target.of(
        given["url"], tenant=given["tenant"], token=given["admin_token"], ca_file=given["ca_file"]
    )
    screen = Screen()
    deployment = given["deployment"] or await _first_deployment(target)
    api = Api(target, deployment_id=deployment, user_id=given["user"])
    document = await _resumed(api, screen, given)
    if document is None:
        await api.issue()
        document = await api.open(given["data"])
        screen.note(f"conversation {document.id}, {document.state}")
    api.user_id = document.user_id
    memory.keep(target.base, memory.Kept(document.id, document.user_id))
    talk = Talk(api, Session(document.id), screen)
    return await _both(talk, given)


async def _first_deployment(target: Target) -> str:
    from mockplatform.client import Admin, AdminError

    admin = Admin(target.root, tenant=target.tenant, token=target.token, ca_file=target.ca_file)
    try:
        tenant = await asyncio.to_thread(admin.tenants.get, target.tenant)
    except AdminError as error:
        raise Failure(
            f"The deployment is not known: {error}", hint="Name it: --deployment ID."
        ) from None
    return tenant.deployment_id


async def _resumed(api: Api, screen: Screen, given: dict[str, Any]) -> Document | None:
    """Return the conversation to go on with; None where a new one is to be opened."""
    from mockplatform.cli.chat import memory
    from mockplatform.cli.chat.api import Refused
    from mockplatform.cli.chat.session import DEAD

    kept = memory.recall(api.target.base)
    id_ = given["conversation"] or (kept.conversation_id if kept and given["resume"] else None)
    if id_ is None:
        if given["resume"]:
            screen.note("no conversation to resume; a new one begins")
        return None
    if api.user_id is None and kept is not None and kept.conversation_id == id_:
        api.user_id = kept.user_id
    await api.issue()
    try:
        document = await api.get(id_)
    except Refused as error:
        if given["conversation"]:
            raise
        screen.note(f"the last conversation cannot be resumed ({error.message})")
        return None
    if document.state not in DEAD:
        screen.note(f"conversation {id_} goes on, {document.state}")
        return document
    if given["conversation"]:
        raise Failure(f"The conversation is {document.state}", hint="It cannot be resumed.")
    screen.note(f"the last conversation is {document.state}; a new one begins")
    return None


async def _both(talk: Talk, given: dict[str, Any]) -> Exit:
    """Run socket and customer side by side until one of them is through."""
    from mockplatform.cli.chat.script import Script

    scripted = bool(given["says"])
    at_terminal = sys.stdin is not None and sys.stdin.isatty()
    script = Script(talk, given["says"], given["until_reply"])
    typing = given["until_reply"] is None and (not scripted or at_terminal)
    socket = asyncio.create_task(talk.run())
    customer = asyncio.create_task(script.run(then_typing=typing))
    done, _ = await asyncio.wait(
        (socket, customer), timeout=given["exit_after"], return_when=asyncio.FIRST_COMPLETED
    )
    await talk.leave()
    for task in (socket, customer):
        task.cancel()
    await asyncio.wait((socket, customer))
    for finished in done:
        finished.result()
    if not done and given["until_reply"] is not None:
        raise Failure("No reply came in time", hint="Is an agent or a bot there to answer?")
    if not talk.session.is_over:
        talk.screen.note("left; `mockplatform chat --resume` goes on")
    return Exit.OK
