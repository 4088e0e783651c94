"""A tenant is a stream too: configuration, settings, agents, keys, revocations, clock."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from mockplatform.clock import ClockState
from mockplatform.core import tenancy as t
from mockplatform.core.aggregate import Event, Tick, fold
from mockplatform.core.configuration import Agent, Client, Deployment, Queue, Script, TenantConfig
from mockplatform.core.events import MessageSent
from mockplatform.core.tenancy import Key, Tenancy
from mockplatform.errors import InvalidValue, TooManyRequests, UnknownThing
from mockplatform.limits import LIMITS
from mockplatform.settings import DEFAULTS, change
from tests.core.builders import ANN, NOW, Story

CONFIG = TenantConfig(
    deployments=(Deployment(id="web", config={"colour": "red"}),),
    queues=(Queue(id="help"), Queue(id="vip")),
    agents=(Agent(id="bea"), Agent(id="cal")),
    clients=(Client(id="web", secret="s"),),
)


def created(**more: Any) -> Story[Tenancy]:
    """Return the story of a tenant that has begun."""
    story = Story(t.AGGREGATE)
    record(
        story,
        t.TenantCreated(
            at=NOW, config=CONFIG, settings=DEFAULTS, seed=7, issuer="http://a.test", **more
        ),
    )
    return story


def record(story: Story[Tenancy], event: Event) -> Tenancy:
    """Note what was decided elsewhere; return the tenant."""
    assert story.do(t.Record(event=event)) == [event]
    return story.state


def test_a_tenant_begins_with_what_its_fixture_says() -> None:
    """Admin API: tenants come from fixtures and have a seed, settings, a time to live."""
    state = created(ttl_s=60.0, fixture="retail").state
    assert (state.version, state.created_at, state.seed) == (1, NOW, 7)
    assert (state.ttl_s, state.fixture, state.issuers) == (60.0, "retail", ("http://a.test",))
    assert state.agent_order == ("bea", "cal")
    assert state.agents["cal"] == Agent(id="cal")
    assert state.deployments["web"].config == {"colour": "red"}
    assert t.next_deadline(state, DEFAULTS) is None


def test_a_tenant_that_comes_back_counts_its_lives_and_keeps_its_issuers() -> None:
    """Ids go on in a stream of their own; tokens of earlier base URLs stay good."""
    story = created()
    record(story, t.TenantOpened(at=NOW, issuer="http://b.test"))
    state = record(story, t.TenantOpened(at=NOW, issuer="http://a.test"))
    assert state.epoch == 2
    assert state.issuers == ("http://b.test", "http://a.test"), "the present one stands last"


def test_settings_are_replaced_whole() -> None:
    """The event carries the new settings, not the change."""
    changed = change(DEFAULTS, {"ring": "10s"})
    assert record(created(), t.SettingsChanged(at=NOW, settings=changed)).settings is changed


def test_agents_are_made_changed_and_removed_in_order() -> None:
    """Admin API: agents; the order of configuration decides among equals."""
    story = created()
    story.do(t.PutAgent(agent=Agent(id="dan", queues=("vip",))))
    story.do(t.PutAgent(agent=Agent(id="bea", capacity=5)))
    assert list(story.state.agent_order) == ["bea", "cal", "dan"]
    assert story.state.agents["bea"].capacity == 5
    story.do(t.RemoveAgent(agent_id="cal"))
    assert list(story.state.agent_order) == ["bea", "dan"]
    assert "cal" not in story.state.agents


def test_an_agent_changes_his_duty_and_when_he_was_seen_so_is_kept() -> None:
    """One event says what he is now; what changes nothing leaves none."""
    story = created()
    begun = story.state.presence_at["bea"]
    story.now += 10
    story.do(t.ChangeDuty(agent_id="bea", presence="Busy"))
    assert (story.state.agents["bea"].present, story.state.agents["bea"].presence) == (
        False,
        "Busy",
    )
    assert story.state.presence_at["bea"] == begun + 10
    assert not story.do(t.ChangeDuty(agent_id="bea", presence="Busy"))
    story.now += 10
    story.do(t.ChangeDuty(agent_id="bea", queues=(("vip", False),)))
    assert story.state.agents["bea"].queues == ("help",)
    assert story.state.presence_at["bea"] == begun + 10, "he is seen as before"
    story.do(t.ChangeDuty(agent_id="bea", presence="On Queue"))
    story.do(t.ChangeDuty(agent_id="bea", status="OFF_QUEUE"))
    assert story.state.agents["bea"].presence == "Available"
    story.do(t.RemoveAgent(agent_id="bea"))
    assert "bea" not in story.state.presence_at


def test_the_duty_of_nobody_and_queues_that_are_not_there_are_refused() -> None:
    story = created()
    with pytest.raises(UnknownThing, match="agent 'bee'"):
        story.do(t.ChangeDuty(agent_id="bee", presence="Busy"))
    with pytest.raises(UnknownThing, match="queue 'hlep'"):
        story.do(t.ChangeDuty(agent_id="bea", queues=(("hlep", True),)))


def test_an_unknown_agent_cannot_be_removed() -> None:
    """House rule: an unknown name is answered with the nearest known."""
    with pytest.raises(UnknownThing) as refused:
        created().do(t.RemoveAgent(agent_id="bee"))
    assert refused.value.hint == "Did you mean 'bea'?"


def test_an_agent_serves_queues_that_exist() -> None:
    """A conversation would wait there for ever."""
    with pytest.raises(InvalidValue, match="queues: no queue 'hlep'") as refused:
        created().do(t.PutAgent(agent=Agent(id="dan", queues=("vip", "hlep"))))
    assert refused.value.hint == "Did you mean 'help'?"


def test_a_bot_transfers_to_queues_that_exist() -> None:
    """Wherever in its script the transfer stands."""
    script = {"steps": [{"say": "hi"}, {"on": "*", "steps": [{"transfer": "vpi"}]}]}
    bot = Agent(id="bot", kind="bot", script=msgspec.convert(script, Script))
    with pytest.raises(InvalidValue, match=r"script: no queue 'vpi'") as refused:
        created().do(t.PutAgent(agent=bot))
    assert refused.value.hint == "Did you mean 'vip'?"
    fine = msgspec.convert({"steps": [{"say": "hi"}, {"transfer": "vip"}]}, Script)
    assert created().do(t.PutAgent(agent=Agent(id="bot", kind="bot", script=fine)))


def test_a_tenant_has_a_thousand_agents_at_most() -> None:
    """Design, section 5: memory is bounded; those that are there may still change."""
    story = created()
    for number in range(LIMITS.agents_per_tenant_max - 2):
        story.do(t.PutAgent(agent=Agent(id=f"a{number}")))
    with pytest.raises(TooManyRequests):
        story.do(t.PutAgent(agent=Agent(id="one-more")))
    assert story.do(t.PutAgent(agent=Agent(id="a0", capacity=3)))


def test_a_deployment_is_configured_anew_and_an_unknown_one_is_not() -> None:
    """Widget API, section 3: PUT of a deployment's config."""
    story = created()
    story.do(t.ConfigureDeployment(deployment_id="web", config={"colour": "blue"}))
    assert story.state.deployments["web"] == Deployment(id="web", config={"colour": "blue"})
    with pytest.raises(UnknownThing) as refused:
        story.do(t.ConfigureDeployment(deployment_id="wob", config={}))
    assert refused.value.hint == "Did you mean 'web'?"


def test_a_retired_key_verifies_until_its_time_is_over() -> None:
    """Admin API: key rotation with an overlap; what is over is dropped with the next one."""
    story = created()
    record(story, t.KeyAdded(at=NOW, key_id="k1", pem="1"))
    record(story, t.KeyAdded(at=NOW, key_id="k2", pem="2"))
    state = record(story, t.KeyRetired(at=NOW, key_id="k1", until=NOW + 60))
    assert state.keys == (Key(id="k1", pem="1", until=NOW + 60), Key(id="k2", pem="2"))
    record(story, t.KeyAdded(at=NOW, key_id="k3", pem="3"))
    state = record(story, t.KeyRetired(at=NOW + 60, key_id="k2", until=NOW + 60))
    assert [key.id for key in state.keys] == ["k3"]


def test_tokens_are_revoked_one_by_one_by_user_or_all() -> None:
    """Admin API: tokens; each leaves the others' marks alone."""
    story = created()
    record(story, t.TokensRevoked(at=NOW, access_id="a1"))
    record(story, t.TokensRevoked(at=NOW + 1, user_id="ann"))
    state = record(story, t.TokensRevoked(at=NOW + 2, everybody=True))
    assert state.revoked_ids == {"a1"}
    assert dict(state.revoked_users) == {"ann": NOW + 1}
    assert state.revoked_before == NOW + 2


def test_what_is_remembered_as_revoked_is_bounded() -> None:
    """None falls out, for it would be good again; a repeat adds nothing; all may be revoked."""
    story = created()
    ids = frozenset(f"a{n}" for n in range(LIMITS.revoked_tokens_max - 1))
    story.state = replace(story.state, revoked_ids=ids)
    record(story, t.TokensRevoked(at=NOW, user_id="ann"))
    for one in (
        t.TokensRevoked(at=NOW, access_id="b"),
        t.TokensRevoked(at=NOW, user_id="bob"),
    ):
        with pytest.raises(TooManyRequests):
            record(story, one)
    assert not story.do(t.Record(event=t.TokensRevoked(at=NOW, access_id="a1")))
    record(story, t.TokensRevoked(at=NOW + 1, user_id="ann"))
    record(story, t.TokensRevoked(at=NOW + 1, everybody=True))


def test_the_clock_comes_back_as_it_was_set() -> None:
    """Design, section 2: a tenant's time outlives the process."""
    clock = ClockState(wall_anchor=1.0, tenant_anchor=2.0, rate=3.0, paused=True)
    assert record(created(), t.ClockSet(at=NOW, clock=clock)).clock == clock


def test_replayed_events_lead_to_the_same_tenant() -> None:
    """Design, section 2: state is a reading of its stream."""
    story = created()
    story.do(t.PutAgent(agent=Agent(id="dan")))
    record(story, t.TokensRevoked(at=NOW, user_id="ann"))
    assert fold(t.AGGREGATE, "s1", story.events) == story.state
    assert story.state.version == len(story.events)


def test_strange_events_and_commands_are_programmers_errors() -> None:
    """A stream of one kind holds nothing of another."""
    with pytest.raises(TypeError):
        created().do(Tick())
    with pytest.raises(TypeError):
        record(created(), MessageSent(at=NOW, message_id="m", sender=ANN, text="hi"))
