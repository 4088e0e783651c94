"""The commands `journal` and `explain`."""

from __future__ import annotations

import json

import pytest

from mockplatform.cli.exits import Exit
from mockplatform.client.under_test import TenantUnderTest
from mockplatform.server import MockPlatform
from tests.cli.conftest import Cli
from tests.client.customer import open_conversation


@pytest.fixture
def conversation(platform: MockPlatform) -> str:
    """A conversation that nobody looks after."""
    tenant = TenantUnderTest(platform.admin, platform.admin.tenants.get("default"))
    return open_conversation(tenant.url, tenant.token(user_id="user-7"))


def test_the_journal_is_shown_line_by_line(cli: Cli, conversation: str) -> None:
    done = cli("journal", "--kind", "event", "--conversation", conversation)
    assert done.returncode == Exit.OK
    assert [line.split()[-1] for line in done.stdout.splitlines()] == [
        "type=ConversationCreated",
        "type=Placed",
    ]
    told = json.loads(cli("journal", "--subject", "user-7", "--limit", "1", "--json").stdout)
    assert (len(told["entries"]), told["evicted"]) == (1, 0)


def test_the_journal_is_followed(cli: Cli, conversation: str) -> None:
    asked = ("--kind", "event", "--conversation", conversation, "--since", "0", "--limit", "2")
    done = cli("journal", "--follow", *asked)
    assert (done.returncode, done.stdout.count("\n")) == (Exit.OK, 2)
    assert "type=ConversationCreated" in done.stdout


def test_a_filter_that_cannot_be_is_refused(cli: Cli) -> None:
    done = cli("journal", "--kind", "htp")
    assert (done.returncode, "'http'" in done.stderr) == (Exit.REFUSED, True)
    done = cli("journal", "--follow", "--kind", "htp")
    assert (done.returncode, "'http'" in done.stderr) == (Exit.REFUSED, True)


def test_arrivals_are_drawn(cli: Cli, conversation: str) -> None:
    done = cli("journal", "arrivals", "--bucket", "1h", "--path", "*/messaging")
    assert done.returncode == Exit.OK
    assert "#" * 50 in done.stdout
    assert "peak to mean" in done.stdout
    assert cli("journal", "arrivals", "--subject", "nobody").stdout == "Nothing arrived.\n"


def test_an_answer_is_explained(cli: Cli, platform: MockPlatform, conversation: str) -> None:
    entries = platform.admin.journal.get(conversation_id=conversation, kind="http").entries
    done = cli("explain", entries[0]["correlationId"])
    assert done.returncode == Exit.OK
    assert "was answered 201" in done.stdout
    assert "ConversationCreated happened" in done.stdout
    unknown = cli("explain", "nobody")
    assert (unknown.returncode, "X-Correlation-Id" in unknown.stderr) == (Exit.REFUSED, True)
