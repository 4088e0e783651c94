"""Owns what agents do by themselves: waiting conversations are offered, bots follow scripts."""

from __future__ import annotations

from contextlib import suppress

from mockplatform import injection
from mockplatform.core import bots
from mockplatform.core.agents import choose, everybody_declined, person, serves
from mockplatform.core.aggregate import Command, StreamId
from mockplatform.core.commands import Answer, Close, Depart, Offer, SendMessage
from mockplatform.core.configuration import Step
from mockplatform.core.conversation import Conversation
from mockplatform.core.signals import Typing
from mockplatform.core.states import Verb
from mockplatform.errors import Conflict, NotFound, NotReady, PlatformError, StorageFull
from mockplatform.faults.where import Occasion
from mockplatform.limits import LIMITS
from mockplatform.reactions import set_run
from mockplatform.service import Service
from mockplatform.tenant import Tenant


async def dispatch_queue(service: Service, tenant: Tenant, queue: str, at: float) -> list[str]:
    """Offer what waits in a queue to whoever is free; return the conversations offered."""
    offered: list[str] = []
    agents = [agent for agent in tenant.agents() if serves(agent, queue)]
    for conversation_id in tuple(tenant.waiting.get(queue, ())):
        if not any(len(tenant.loads.get(one.id, ())) < one.capacity for one in agents):
            break  # whoever becomes free has the queue looked through again
        if tenant.waits_in.get(conversation_id) != queue:
            continue  # it was closed while another one was offered
        state = tenant.conversations[conversation_id]
        declined = order = state.declined
        asked = agents
        if everybody_declined(agents, queue, declined):
            # A new round begins, but not before a while has passed.
            serving = sum(serves(one, queue) for one in agents)
            again_at = state.queued_at + pause_s(
                tenant.settings.ring, rounds=1 + state.asked_again // serving
            )
            if again_at > at:
                tenant.agenda.note("dispatch", queue, again_at)
                continue
            # Who declined longest ago goes first, so that it goes round.
            asked = sorted(agents, key=lambda one: order.index(one.id))
            declined = ()
        agent = choose(asked, tenant.loads, queue, declined)
        if agent is None:
            continue
        if "agent" in tenant.faults.by_phase:
            again_at = _found_again_at(tenant, state, at)
            if again_at > at:
                tenant.agenda.note("dispatch", queue, again_at)
                continue
        offer = Offer(agent=person(agent))
        # Another may have closed it while the offer waited for its turn.
        with suppress(Conflict, NotFound):
            await service.execute(tenant, "conversation", conversation_id, offer, now=at)
            offered.append(conversation_id)
    return offered


def _found_again_at(tenant: Tenant, state: Conversation, at: float) -> float:
    """Return when agents are to be looked for again, if a fault has nobody found; else `at`.

    Until then the fault is not asked again, or those who come in between would change what
    it counts.
    """
    occasion = Occasion(
        now=at,
        subject=state.customer.id,
        conversation_id=state.id,
        deployment_id=state.deployment_id,
    )
    for armed in tenant.faults.by_phase["agent"]:
        again_at: float = armed.memory.get(state.id, at)
        if again_at > at and armed.covers(occasion):
            return again_at
    firing = injection.ask(tenant, "agent", occasion)
    if firing is None:
        return at
    memory = firing.armed.memory
    memory.pop(state.id, None)
    memory[state.id] = again_at = at + pause_s(tenant.settings.ring, firing.ordinal)
    if len(memory) > LIMITS.fault_subjects_max:
        del memory[next(iter(memory))]
    return again_at


def pause_s(ring_s: float, rounds: int) -> float:
    """Return how long nobody is asked between two offers, once `rounds` rounds came to nothing.

    Invented: it grows, so that one whom nobody answers for a month leaves no heap of events.
    """
    return max(ring_s, min(ring_s * rounds, LIMITS.offer_pause_s_max))


async def act_of_bot(service: Service, tenant: Tenant, conversation_id: str, at: float) -> str:
    """Let the bot of a conversation do what is due; return what it did."""
    run = tenant.runs[conversation_id]
    if run.ringing:
        act, command = "accepted", Answer(verb=Verb.ACCEPT, agent_id=run.bot_id)
        return await _execute(service, tenant, conversation_id, command, at=at, act=act)
    if run.due is None:
        set_run(tenant, conversation_id, bots.acted(run, at))
        return "idled"
    step = run.pending[0]
    if step.typing is not None:
        sender = tenant.conversations[conversation_id].agent
        if sender is not None:
            stream = StreamId(tenant.id, "conversation", conversation_id)
            tenant.hub.signal(stream, Typing(sender, on=True))
        set_run(tenant, conversation_id, bots.acted(run, at))
        return "typed"
    act, command_ = _command(tenant, conversation_id, run, step)
    return await _execute(service, tenant, conversation_id, command_, at=at, act=act)


def _command(
    tenant: Tenant, conversation_id: str, run: bots.BotRun, step: Step
) -> tuple[str, Command]:
    if step.transfer is not None:
        return "transferred", Depart(verb=Verb.TRANSFER, queue=step.transfer)
    if step.close is not None:
        return "closed", Close(by="agent", reason=step.close)
    agent = tenant.conversations[conversation_id].agent
    assert agent is not None  # a bot that is past its offer is connected
    text = bots.text_of(step, run)
    return "said", SendMessage(message_id=tenant.ids.uuid(), sender=agent, text=text)


async def _execute(
    service: Service, tenant: Tenant, conversation_id: str, command: Command, *, at: float, act: str
) -> str:
    try:
        await service.execute(tenant, "conversation", conversation_id, command, now=at)
    except (StorageFull, NotReady):
        raise  # the act is still due
    except PlatformError as error:
        # The conversation went on without the bot; its part in it is over.
        set_run(tenant, conversation_id, None)
        tenant.journal.record(
            "note", ("bot.stopped", error.message), at=at, conversation_id=conversation_id
        )
        return "stopped"
    return act
