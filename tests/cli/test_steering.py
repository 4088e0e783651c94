"""The commands that steer a running platform: tokens, clock, conversations, agents, tenants."""

from __future__ import annotations

import json
import re

import pytest

from mockplatform.cli.exits import Exit
from mockplatform.client import Admin
from mockplatform.client.under_test import TenantUnderTest
from mockplatform.server import MockPlatform
from tests.cli.conftest import Cli
from tests.client.customer import open_conversation


@pytest.fixture
def conversation(platform: MockPlatform) -> str:
    """A conversation that nobody looks after."""
    tenant = TenantUnderTest(platform.admin, platform.admin.tenants.get("default"))
    return open_conversation(tenant.url, tenant.token(user_id="user-7"))


def test_token_prints_the_token_alone(cli: Cli) -> None:
    done = cli("token", "--user", "user-7", "--expires-in", "90s")
    assert done.returncode == Exit.OK
    assert re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+\n", done.stdout)


def test_a_flawed_token_is_at_hand(cli: Cli) -> None:
    told = json.loads(cli("token", "--flaw", "expired", "--json").stdout)
    assert told["flaw"] == "expired"


def test_the_clock_is_advanced_and_tells_what_fell_due(cli: Cli, conversation: str) -> None:
    done = cli("clock", "advance", "16m")
    assert done.returncode == Exit.OK
    assert "conversation.inactive" in done.stdout
    assert conversation in done.stdout


def test_the_clock_is_paused_run_and_put_back(cli: Cli) -> None:
    assert cli("clock", "pause").returncode == Exit.OK
    assert "paused" in cli("clock", "now").stdout
    assert "running, rate 2" in cli("clock", "resume", "--rate", "2").stdout
    assert "running, rate 1" in cli("clock", "reset").stdout


def test_the_clock_goes_to_an_instant(cli: Cli) -> None:
    done = cli("clock", "advance", "--to", "2999-01-01T00:00:00Z", "--tenant", "none")
    assert (done.returncode, "No tenant 'none'" in done.stderr) == (Exit.REFUSED, True)
    assert cli("clock", "advance").returncode == Exit.USAGE


def test_a_conversation_is_played_through_as_an_agent(cli: Cli, conversation: str) -> None:
    assert conversation in cli("conversations", "list", "--state", "OPEN,RINGING").stdout
    assert "RINGING" in cli("conversations", "offer", "last", "--agent", "ben").stdout
    assert "OPEN" in cli("conversations", "decline", "last").stdout
    assert "RINGING" in cli("conversations", "offer", conversation, "--agent", "ana").stdout
    assert "ACTIVE" in cli("conversations", "accept", conversation).stdout
    assert "Ana Duarte: Hello" in cli("conversations", "say", "last", "Hello").stdout
    assert "Ana Duarte: Hello" in cli("conversations", "show", "last").stdout
    assert "OPEN  billing" in cli("conversations", "transfer", "last", "billing").stdout
    assert cli("conversations", "leave", "last").returncode == Exit.REFUSED
    closed = cli("conversations", "close", "last", "--by", "supervisor", "--json")
    assert json.loads(closed.stdout)["state"] == "CLOSED"


def test_agents_come_and_go(cli: Cli) -> None:
    assert "present" in cli("agents", "present", "ana").stdout
    assert "absent" in cli("agents", "absent", "ana").stdout
    added = cli("agents", "add", "mia", "--name", "Mia", "--queue", "billing", "--absent")
    assert added.stdout.split() == ["mia", "person", "absent", "0/1", "billing", "Mia"]
    assert "mia" in cli("agents", "list").stdout
    assert cli("agents", "remove", "mia").returncode == Exit.OK
    assert "mia" not in cli("agents", "list").stdout


def test_an_agent_who_comes_keeps_the_rest(cli: Cli, platform: MockPlatform) -> None:
    before = platform.admin.agents.get("bot-sam")
    cli("agents", "absent", "bot-sam")
    cli("agents", "present", "bot-sam")
    assert platform.admin.agents.get("bot-sam") == before


def test_tenants_are_made_shown_put_back_and_taken_away(cli: Cli, platform: MockPlatform) -> None:
    made = cli("tenants", "create", "t1", "--fixture", "retail", "--setting", "inactivity=5m")
    assert "storefront" in made.stdout
    assert Admin(platform.url, tenant="t1").settings.get()["inactivity"] == "5m"
    assert "t1" in cli("tenants", "list").stdout
    assert json.loads(cli("tenants", "show", "t1", "--json").stdout)["fixture"] == "retail"
    assert cli("tenants", "reset", "t1", "--part", "clock").returncode == Exit.OK
    assert cli("tenants", "delete", "t1").stdout == "t1 is gone\n"
    assert cli("tenants", "show", "t1").returncode == Exit.REFUSED
