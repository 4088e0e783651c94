"""`mockplatform chat`: a customer in the terminal, over the real socket, through drops.

Source: guide, section 5 (the three-phase reconnect): state, then token, then what was missed,
with no duplicate.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mockplatform.cli.exits import Exit
from mockplatform.client.under_test import TenantUnderTest
from mockplatform.server import MockPlatform
from tests.cli.conftest import Cli
from tests.support.waiting import Program, program, until


@pytest.fixture
def tenant(platform: MockPlatform) -> Iterator[TenantUnderTest]:
    """A tenant of the test's own, whose agents do only what the test does."""
    made = platform.admin.tenants.create(settings={"botsAct": False})
    yield TenantUnderTest(platform.admin.of(made.id), made)
    platform.admin.tenants.delete(made.id)


@contextmanager
def chatting(tenant: TenantUnderTest, folder: Path, *options: str) -> Iterator[Program]:
    """A customer at the terminal."""
    with program(folder, "chat", "--url", tenant.url, *options) as chat:
        yield chat


def newest(tenant: TenantUnderTest) -> str:
    """Return the id of the newest conversation."""
    return tenant.conversations.list(limit=1).conversations[0].id


def texts(tenant: TenantUnderTest) -> list[str]:
    """Return the transcript of the newest conversation."""
    return [one.text for one in tenant.conversations.get(newest(tenant)).transcript or ()]


def channel_ids(tenant: TenantUnderTest) -> list[str]:
    """Return the live sockets' ids."""
    return [str(one["id"]) for one in tenant.channels.list().channels]


def test_a_whole_conversation_with_the_default_bot(tmp_path: Path, cli: Cli) -> None:
    cli("tenants", "create", "bots", "--setting", "botsAct=true")
    said = ("--say", "Where is my order?", "--until-reply=*two days*")
    done = cli("chat", "--tenant", "bots", *said, "--exit-after", "40s")
    cli("tenants", "delete", "bots")
    assert done.returncode == Exit.OK, done.stderr
    shown = [line[10:] for line in done.stdout.splitlines()]
    wanted = ["* RINGING (Sam)", "* ACTIVE (Sam)", "* Sam joined", "you: Where is my order?"]
    assert set(wanted) <= set(shown)
    assert shown[-2] == "Sam: It should be with you within two days."


def test_lines_that_are_typed_are_sent_and_answers_are_shown(
    tenant: TenantUnderTest, tmp_path: Path
) -> None:
    with chatting(tenant, tmp_path) as chat:
        chat.line("waits in queue General questions")
        tenant.agent.accept(newest(tenant), "ben")
        chat.line("Ben Okafor joined")
        chat.type("Hello, is anybody there?")
        chat.line("you: Hello, is anybody there?")
        tenant.agent.say(newest(tenant), "I am.")
        chat.line("Ben Okafor: I am.")
        chat.type("/state")
        chat.line("* ACTIVE, ")
        tenant.agent.leave(newest(tenant))
        chat.line("Ben Okafor left")
        chat.type("/close")
        chat.line("CLOSED (customer)")
        assert chat.wait() == Exit.OK
        assert chat.error_text() == ""


@pytest.mark.parametrize("how", ["abort", "close"])
def test_a_dropped_socket_costs_no_message_and_doubles_none(
    tenant: TenantUnderTest, tmp_path: Path, how: str
) -> None:
    with chatting(tenant, tmp_path) as chat:
        chat.line("waits in queue")
        tenant.agent.accept(newest(tenant), "ben")
        chat.type("one")
        chat.line("you: one")
        (channel,) = channel_ids(tenant)
        tenant.channels.drop(channel, "abort" if how == "abort" else "close")
        tenant.agent.say(newest(tenant), "said while you were away")
        chat.type("two")
        chat.line("connection lost")
        chat.line("connected again")
        until(lambda: "two" in texts(tenant), "the message after the drop")
        tenant.agent.close(newest(tenant), "done")
        chat.line("CLOSED (done)")
        assert chat.wait() == Exit.OK
        shown = [line[10:] for line in chat.lines]
        assert sorted(texts(tenant)) == ["one", "said while you were away", "two"]
        for line in ("you: one", "you: two", "Ben Okafor: said while you were away"):
            assert shown.count(line) == 1


def test_the_token_is_renewed_in_band_before_it_ends(
    tenant: TenantUnderTest, tmp_path: Path
) -> None:
    with chatting(tenant, tmp_path) as chat:
        chat.line("waits in queue")
        tenant.agent.accept(newest(tenant), "ben")
        (before,) = channel_ids(tenant)
        tenant.admin.settings.patch({"inactivity": "2h"})
        tenant.clock.advance("26m")
        until(lambda: len(tenant.admin.tokens.list().tokens) > 1, "the refresh")
        until(lambda: frames(tenant, "token.update"), "the new token on the socket")
        tenant.clock.advance("10m")
        chat.type("still here")
        chat.line("you: still here")
        assert channel_ids(tenant) == [before], "the socket was never lost"


def frames(tenant: TenantUnderTest, type_: str) -> list[object]:
    """Return the journal's entries of frames of a type."""
    entries = tenant.admin.journal.get(kind="frame").entries
    return [one for one in entries if one.get("type") == type_]


def test_a_token_that_ended_is_replaced_and_the_chat_goes_on(
    tenant: TenantUnderTest, tmp_path: Path
) -> None:
    tenant.admin.settings.patch({"inactivity": "2h", "tokenExpiringWarnings": False})
    with chatting(tenant, tmp_path) as chat:
        chat.line("waits in queue")
        until(lambda: channel_ids(tenant), "the socket")
        tenant.clock.advance("31m")
        chat.line("connection lost (4401)")
        chat.line("connected again")
        chat.type("back")
        chat.line("you: back")


def test_a_conversation_that_was_left_is_resumed(tenant: TenantUnderTest, tmp_path: Path) -> None:
    with chatting(tenant, tmp_path) as chat:
        chat.line("waits in queue")
        chat.type("I will be back")
        chat.line("you: I will be back")
        chat.type("/quit")
        chat.line("--resume")
        assert chat.wait() == Exit.OK
    with chatting(tenant, tmp_path, "--resume") as chat:
        chat.line(f"conversation {newest(tenant)} goes on, OPEN")
        chat.line("you, earlier: I will be back")
        tenant.clock.advance("16m")
        chat.line("CLOSED (inactivity)")
        assert chat.wait() == Exit.OK
    with chatting(tenant, tmp_path, "--resume") as chat:
        chat.line("the last conversation is CLOSED; a new one begins")
        chat.line("waits in queue")


def test_a_dead_conversation_that_is_asked_for_is_refused(
    tenant: TenantUnderTest, tmp_path: Path
) -> None:
    with chatting(tenant, tmp_path, "--user", "user-7") as chat:
        chat.line("waits in queue")
        chat.type("/close")
        assert chat.wait() == Exit.OK
    options = ("--user", "user-7", "--conversation", newest(tenant))
    with chatting(tenant, tmp_path, *options) as chat:
        assert chat.wait() == Exit.REFUSED
        assert "The conversation is CLOSED" in chat.error_text()


def test_routing_data_places_the_conversation(tenant: TenantUnderTest, tmp_path: Path) -> None:
    options = ("--data", "tier=premium", "--data", "language=en-US")
    with chatting(tenant, tmp_path, *options) as chat:
        chat.line("waits in queue Premium, English")


def test_no_reply_in_time_fails(cli: Cli) -> None:
    done = cli("chat", "--say", "Hello?", "--until-reply", "--exit-after", "500ms")
    assert done.returncode == Exit.REFUSED
    assert "No reply came in time" in done.stderr


def test_what_others_write_steers_no_terminal(tenant: TenantUnderTest, tmp_path: Path) -> None:
    with chatting(tenant, tmp_path) as chat:
        chat.line("waits in queue")
        tenant.agent.accept(newest(tenant), "ben")
        tenant.agent.say(newest(tenant), "\x1b[2Jboo")
        assert "\x1b" not in chat.line("boo")
