"""The shipped fixtures load, their bots play their scripts, and the page about them is true.

Source: issue 2, item 8. `python -m tests.test_fixtures` writes the compiled forms anew.
"""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from mockplatform import fixtures_loader
from mockplatform.core import bots
from mockplatform.core.agents import choose, person
from mockplatform.core.configuration import Agent, Step, TenantConfig
from mockplatform.core.events import MessageSent, Person, StateChanged
from mockplatform.core.routing import place
from mockplatform.core.scopes import SCOPES
from mockplatform.core.states import State, Verb
from mockplatform.errors import FixtureInvalid
from mockplatform.fixtures_text import read
from mockplatform.settings import DEFAULTS, change

NAMES = fixtures_loader.names()
PAGE = Path(__file__).parent.parent / "docs" / "fixtures.md"
CUSTOMER = Person(purpose="customer", id="user-7")


def texts(name: str) -> Path:
    return fixtures_loader.FIXTURES / "tenants" / f"{name}.yaml"


def the_bots(config: TenantConfig) -> list[Agent]:
    return [agent for agent in config.agents if agent.kind == "bot"]


ALL_BOTS = [
    pytest.param(bot, id=f"{name}-{bot.id}")
    for name in NAMES
    for bot in the_bots(fixtures_loader.load(name))
]


class Stage:
    """A bot's conversation: what it does when its time comes, told as lines."""

    def __init__(self, agent: Agent) -> None:
        assert agent.script is not None
        self.bot = person(agent)
        self.scripts = {agent.id: agent.script}
        self.now = 0.0
        self.run: bots.BotRun | None = None
        self.lines: list[str] = []
        self.change(Verb.OFFER, State.OPEN, State.RINGING)

    def change(self, verb: Verb, before: State, after: State) -> None:
        event = StateChanged(at=self.now, verb=verb, before=before, after=after, agent=self.bot)
        self.run = bots.evolve(self.run, event, self.scripts)

    def send(self, sender: Person, text: str) -> None:
        message = MessageSent(at=self.now, message_id="m", sender=sender, text=text)
        self.run = bots.evolve(self.run, message, self.scripts)

    def hear(self, text: str) -> list[str]:
        """Let the customer say something; return what the bot does within ten seconds."""
        self.send(CUSTOMER, text)
        return self.wait(10)

    def wait(self, seconds: float) -> list[str]:
        """Return what the bot does in that time."""
        first, end = len(self.lines), self.now + seconds
        while self.run and self.run.next_at is not None and self.run.next_at <= end:
            self.now = max(self.now, self.run.next_at)
            self.act(self.run)
        self.now = end
        return self.lines[first:]

    def act(self, run: bots.BotRun) -> None:
        if run.ringing:
            self.lines.append("accepts")
            self.change(Verb.ACCEPT, State.RINGING, State.ACTIVE)
        elif run.due is None or run.pending[0].typing is not None:
            self.run = bots.acted(run, self.now)
        elif run.pending[0].say is not None:
            said = bots.text_of(run.pending[0], run)
            self.lines.append(said)
            self.send(self.bot, said)
        elif run.pending[0].transfer is not None:
            self.lines.append(f"transfers to {run.pending[0].transfer}")
            self.change(Verb.TRANSFER, State.ACTIVE, State.OPEN)
        else:
            self.lines.append(f"closes: {run.pending[0].close}")
            self.change(Verb.CLOSE, State.ACTIVE, State.CLOSED)


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_fixture_describes_a_tenant(name: str) -> None:
    path = texts(name)
    config = fixtures_loader.parse(path.read_text(encoding="utf-8"), path.name)
    assert fixtures_loader.load(name) == config


@pytest.mark.parametrize("name", NAMES)
def test_a_compiled_form_is_of_the_present_text(name: str) -> None:
    """It spares a start the import of PyYAML, as long as its hash is that of the text."""
    path = texts(name)
    fresh = fixtures_loader.compile_fixture(path.read_bytes(), path.name)
    assert fixtures_loader.compiled_path(path).read_bytes() == fresh, (
        "python -m tests.test_fixtures writes it anew"
    )


def test_five_tenants_are_shipped() -> None:
    assert NAMES == ("bank", "cxone", "default", "genesys", "retail")


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_of_a_shipped_fixture_can_be_met(name: str) -> None:
    config = fixtures_loader.load(name)
    for rule in config.routing:
        values = {key: example(condition) for key, condition in rule.when.items()}
        placement = place(config.routing, config.fallback, values)
        assert (placement.rule, placement.queue) == (rule.name, rule.queue)


def example(condition: Any) -> Any:
    """Return a value that meets a condition."""
    if isinstance(condition, list):
        return example(condition[0])
    return (
        condition.replace("?", "1").replace("*", "x") if isinstance(condition, str) else condition
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_queue_of_a_shipped_fixture_is_served_by_somebody(name: str) -> None:
    config = fixtures_loader.load(name)
    for queue in config.queues:
        assert any(not agent.queues or queue.id in agent.queues for agent in config.agents)


@pytest.mark.parametrize("name", NAMES)
def test_an_automation_may_do_everything(name: str) -> None:
    """A client without a scope is given whatever it asks for."""
    clients = fixtures_loader.load(name).clients
    machines = [client for client in clients if "client_credentials" in client.grants]
    assert any(set(client.scope or SCOPES) == set(SCOPES) for client in machines)


@pytest.mark.parametrize("agent", ALL_BOTS)
def test_every_pattern_of_a_shipped_bot_leads_to_something(agent: Agent) -> None:
    assert agent.script is not None
    for step in agent.script.steps:
        if step.on is not None:
            stage = Stage(agent)
            assert stage.wait(30)[0] == "accepts"
            assert stage.hear(step.on.replace("*", "x")) == outline(step, step.on.replace("*", "x"))


def outline(step: Step, heard: str) -> list[str]:
    """Return what a step's own steps do, as a stage tells it."""
    lines = []
    for one in step.steps:
        if one.say is not None:
            lines.append(one.say.replace("{text}", heard))
        elif one.transfer is not None:
            lines.append(f"transfers to {one.transfer}")
        elif one.close is not None:
            lines.append(f"closes: {one.close}")
    return lines


def sam() -> Stage:
    (agent,) = the_bots(fixtures_loader.load("default"))
    stage = Stage(agent)
    assert stage.wait(0.999) == []
    assert stage.wait(0.001) == ["accepts"]
    return stage


def test_the_default_bot_holds_a_conversation() -> None:
    stage = sam()
    assert stage.wait(5) == ["Hi, this is Sam, the shop's assistant. What can I do for you?"]
    assert stage.hear("Where is my ORDER?") == [
        "Let me look that up … your last order left our house yesterday.",
        "It should be with you within two days.",
    ]
    assert stage.hear("ok") == [
        "You wrote: ok. I know about an order or a refund, or ask for a human."
    ]
    assert stage.hear("bye now") == ["Thank you for stopping by. Goodbye!", "closes: agent"]


def test_the_default_bot_reminds_a_silent_customer_once_in_each_silence() -> None:
    stage = sam()
    stage.hear("hm")
    reminder = "Are you still there? I'll keep this chat open for you."
    assert stage.wait(600) == [reminder]
    stage.hear("yes")
    assert stage.wait(600) == [reminder]


def test_the_default_bot_hands_over_to_people_and_stays_away() -> None:
    stage = sam()
    stage.wait(5)
    assert stage.hear("a human, please")[-1] == "transfers to care-team"
    config = fixtures_loader.load("default")
    assert choose(config.agents, {}, "care-team", declined=()) is None


def test_the_default_tenant_answers_every_queue_of_its_rules_by_its_bot() -> None:
    config = fixtures_loader.load("default")
    for queue in {rule.queue for rule in config.routing} | {config.fallback}:
        chosen = choose(config.agents, {}, queue, declined=())
        assert chosen is not None
        assert chosen.id == "bot-sam"


def test_the_bank_forgives_nothing() -> None:
    config = fixtures_loader.load("bank")
    settings = change(DEFAULTS, config.settings)
    assert (settings.revoke_on_refresh, settings.routing_policy) == (True, "truncate")
    assert settings.access_token_life == 300
    assert {(agent.kind, agent.capacity) for agent in config.agents} == {("person", 3)}


def test_an_organization_has_uuids_and_people_who_wait_for_a_test() -> None:
    config = fixtures_loader.load("genesys")
    sections = (config.deployments, config.queues, config.agents, config.clients)
    ids = [one.id for section in sections for one in section]
    assert [id_ for id_ in ids if str(UUID(id_)) != id_] == []
    assert {(agent.kind, agent.present) for agent in config.agents} == {
        ("person", False),
        ("bot", True),
    }
    assert {client.token_life for client in config.clients} == {"86399s"}


def test_a_brand_has_channels_of_each_kind_and_people_who_wait_for_a_test() -> None:
    config = fixtures_loader.load("cxone")
    kinds = [
        (one.digital.live, one.digital.authorization) for one in config.deployments if one.digital
    ]
    messaging = (False, False)
    assert kinds == [(True, False), messaging, (False, True), messaging, messaging, (True, False)]
    assert config.brand_id is None
    assert {(agent.kind, agent.present) for agent in config.agents} == {
        ("person", False),
        ("bot", True),
    }
    assert [client.user for client in config.clients] == [config.agents[0].id]


def test_the_retailer_closes_after_a_long_silence() -> None:
    stage = Stage(the_bots(fixtures_loader.load("retail"))[0])
    stage.wait(3)
    assert stage.wait(600)[-2:] == [
        "I'll close this chat now. Come back any time.",
        "closes: inactivity",
    ]


def test_a_pattern_within_a_pattern_waits_for_the_outer_one() -> None:
    stage = Stage(the_bots(fixtures_loader.load("retail"))[0])
    stage.wait(3)
    assert stage.hear("nw-12") == ["I did not get that. Is it about an order or a return?"]
    stage.hear("a return")
    assert stage.hear("NW-12") != []


BLOCKS = re.findall(
    r"^```(\w+)\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
)
GOOD = [
    text
    for (kind, text), (after, _) in zip(BLOCKS, [*BLOCKS[1:], ("", "")], strict=True)
    if kind == "yaml" and after != "text"
]
WRONG = [
    (text, printed)
    for (kind, text), (after, printed) in pairwise(BLOCKS)
    if (kind, after) == ("yaml", "text")
]


@pytest.mark.parametrize("text", GOOD)
def test_a_block_of_the_page_fits_into_its_first_one(text: str) -> None:
    whole = {**read(GOOD[0], "first.yaml").value, **read(text, "block.yaml").value}
    config = fixtures_loader.parse(json.dumps(whole), "page.json")
    assert config.name == "Corner Shop"


@pytest.mark.parametrize(("text", "printed"), WRONG)
def test_a_refusal_of_the_page_is_what_is_printed(text: str, printed: str) -> None:
    with pytest.raises(FixtureInvalid) as caught:
        fixtures_loader.parse(text, "my-shop.yaml")
    lines = [f"{one.field}: {one.message}\n" for one in caught.value.details]
    assert "".join(lines) == printed


def test_the_page_shows_every_member_and_every_refusal() -> None:
    page = PAGE.read_text(encoding="utf-8")
    members = [*TenantConfig.__struct_encode_fields__, *Step.__struct_encode_fields__]
    assert [name for name in members if f"`{name}`" not in page] == []
    assert (len(GOOD) > 5, len(WRONG)) == (True, 1)


if __name__ == "__main__":
    for name in NAMES:
        path = texts(name)
        compiled = fixtures_loader.compile_fixture(path.read_bytes(), path.name)
        fixtures_loader.compiled_path(path).write_bytes(compiled)
