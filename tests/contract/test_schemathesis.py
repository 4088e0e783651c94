"""Schemathesis throws what it can think of at every operation of the served OpenAPI document.

Every operation meets a tenant of its own, with a conversation, a context document and a real
token, so that no operation spoils another's. All of Schemathesis' checks hold but one: that
whatever fits the schema is taken. A schema cannot say all (a step of a bot has exactly one
verb, a grant type is one of three); what it cannot say is refused with 400.

Source: design, "What it owes its users", 7: bad input gets a clear 4xx, never a 5xx or a hang.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.request import Request, urlopen

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from mockplatform.app import describe_http
from mockplatform.dialects.genesys.beyond import PATHS
from mockplatform.server import MockPlatform

EXAMPLES = 8
COVERED, SAMPLED = 250, 16
"""Of the cases that go through a schema's corners so many are all played, and then one in so many:
a snapshot has some five thousand, most of them of one member among hundreds."""
HANG_S = 10.0
GENERATION = {
    "deterministic": True,
    # Members that nobody declared are ignored and noted in the journal, as vendors do.
    "allow-extra-parameters": False,
}
LONG_LIFE = {"accessTokenLife": "300d", "inactivity": "300d", "agentsAct": False}

Case = schemathesis.Case[Any]
SOCKETS = ("/ws", "/__admin/echo", "/v1", "/channels/{channel}", "/guest/conversations/{id}/events")
"""A plain GET of these is answered 426, whatever else is wrong with it."""
GENESYS = "genesys"
NOT_EMULATED = 501
NOT_THERE = frozenset(PATHS)
STAFFED = (
    "/api/v2/conversations",
    "/api/v2/organizations",
    "/api/v2/presence",
    "/api/v2/routing",
    "/api/v2/systempresences",
    "/api/v2/tokens",
    "/api/v2/users",
)
"""What only staff may call, but for what customers' widgets have there."""
WIDGET = ("/api/v2/conversations/messaging", "/api/v2/users/me")
AGENTS = "/dfo/"
"""What only agents of CXone's side may call."""
CHANNEL = "chat_messaging"
UNREACHABLE = "/__admin/shutdown"
"""It would do what it says."""
ENDLESS = "/__admin/journal/stream"
"""Its answer ends when the server does; tests/admin/test_journal_stream.py has it."""


@dataclass
class Target:
    """A tenant for one operation, and what there is in it."""

    url: str
    token: str = ""
    staff: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    covered: int = 0

    def passes_over(self, case: Case) -> bool:
        """Whether a case is one of very many that are like it."""
        if case.meta is None or case.meta.phase.name != "coverage":
            return False
        self.covered += 1
        return self.covered > COVERED and self.covered % SAMPLED != 0

    def post(self, path: str, body: dict[str, Any], method: str = "POST") -> Any:
        """Make something in the tenant."""
        headers = {"Content-Type": "application/json"}
        token = self.staff if path.startswith(AGENTS) else self.token
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = json.dumps(body).encode()
        request = Request(self.url + path, data, headers, method=method)  # noqa: S310 - http
        with urlopen(request, timeout=HANG_S) as answer:  # noqa: S310 - our own server
            told = answer.read()
            return json.loads(told) if told else None

    def get(self, path: str) -> Any:
        """Read something as staff."""
        request = Request(self.url + path, headers={"Authorization": f"Bearer {self.staff}"})  # noqa: S310 - http
        with urlopen(request, timeout=HANG_S) as answer:  # noqa: S310 - our own server
            return json.load(answer)

    def headers(self, path: str) -> dict[str, str]:
        """Return with which token an operation is called."""
        if path.startswith("/__admin"):
            return {}
        is_staffed = path in NOT_THERE or (path.startswith(STAFFED) and not path.startswith(WIDGET))
        is_staffed = is_staffed or path.startswith(AGENTS)
        return {"Authorization": f"Bearer {self.staff if is_staffed else self.token}"}


class Targets:
    """The tenants of one server, made when an operation is first called."""

    def __init__(self, platform: MockPlatform) -> None:
        self._platform = platform
        self._known: dict[str, Target] = {}

    def of(self, operation: str) -> Target:
        """Return the operation's tenant."""
        if operation not in self._known:
            self._known[operation] = target = self._make(f"operation-{len(self._known)}")
            if AGENTS in operation:
                self._desk(target)
        return self._known[operation]

    def _make(self, name: str) -> Target:
        server = Target(self._platform.url)
        server.post("/__admin/tenants", {"id": name, "settings": LONG_LIFE})
        target = Target(f"{self._platform.url}/t/{name}")
        body = {"deploymentId": self._platform.deployment_id, "userId": "user-7"}
        target.token = target.post("/api/v2/widget/auth/token", body)["access_token"]
        made = target.post("/api/v2/conversations/messaging", {"message": {"text": "Hello"}})
        target.ids = {
            "/messaging/{id}": made["id"],
            "/__admin/conversations/{id}": made["id"],
            "/analytics/conversations/{id}": made["id"],
            "/widget-context/{key}": "ctx_user-7",
            "/deployments/{id}": self._platform.deployment_id,
            "/oauth/clients/{id}": "widget",
            "/__admin/tenants/{id}": name,
            "/__admin/agents/{id}": "ana",
        }
        self._staff(target, made["id"])
        return target

    @staticmethod
    def _staff(target: Target, conversation_id: str) -> None:
        """Have Ana talk with the customer, so that staff find what their paths name."""
        for act in ("offer", "accept"):
            path = f"/__admin/conversations/{conversation_id}/agent/{act}"
            target.post(path, {"agentId": "ana"})
        target.staff = target.post("/__admin/tokens", {"userId": "ana"})["accessToken"]
        view = target.get(f"/api/v2/conversations/{conversation_id}")
        customer, _, agent = view["participants"]
        message = customer["messages"][0]["messages"][0]["messageId"]
        target.ids |= {
            "/api/v2/conversations/{id}": conversation_id,
            "/conversations/messages/{id}": conversation_id,
            "/participants/{participant}": agent["id"],
            "/communications/{communication}": agent["messages"][0]["id"],
            "/messages/{message}": message,
            "/messages/{id}/details": message,
            "/api/v2/routing/queues/{id}": "billing",
            "/api/v2/users/{id}": "ana",
            "/queues/{queue}": "orders",
            "/members/{member}": "ana",
        }

    @staticmethod
    def _desk(target: Target) -> None:
        """Have Ana talk with a customer of a chat channel."""
        told = target.post(
            f"/dfo/3.0/channels/{CHANNEL}/inbound",
            {
                "thread": {"idOnExternalPlatform": "t-1"},
                "messageContent": {"type": "TEXT", "payload": {"text": "Hello"}},
                "authorEndUserIdentity": {"idOnExternalPlatform": "c-1"},
            },
        )
        number = told["contactNumber"]
        path = f"/dfo/3.0/contacts/{number}/inbox-assignment"
        target.post(path, {"inboxAssigneeCxoneId": "ana"}, "PUT")
        target.ids |= {
            "/dfo/3.0/contacts/{contact}": number,
            "/dfo/3.0/channels/{channel}": CHANNEL,
            "/threads/{thread}": "t-1",
            "/dfo/3.0/messages/{message}": told["id"],
        }


@pytest.fixture(scope="module")
def platform() -> Iterator[MockPlatform]:
    """A server in a thread of its own."""
    with MockPlatform.start(seed=1) as platform:
        yield platform


@pytest.fixture(scope="module")
def targets(platform: MockPlatform) -> Targets:
    """A tenant for each operation."""
    return Targets(platform)


document = schemathesis.openapi.from_dict(
    json.loads(describe_http()),
    config=schemathesis.Config.from_dict({"generation": GENERATION}),
)


def test_the_document_that_is_tested_is_the_one_that_is_served(platform: MockPlatform) -> None:
    """Design: one record gives the routes and the document."""
    with urlopen(f"{platform.url}/__admin/openapi.json", timeout=HANG_S) as answer:  # noqa: S310
        assert json.load(answer) == document.raw_schema


@document.exclude(path=UNREACHABLE).exclude(path=ENDLESS).parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_operation_breaks_hangs_or_answers_what_it_does_not_declare(
    case: Case, targets: Targets
) -> None:
    """Design, owed 7: status, content type and shape are declared ones; never a 5xx."""
    path = case.operation.path
    target = targets.of(case.operation.label)
    if target.passes_over(case):
        return
    put_real_ids(case, target)
    excluded: list[Any] = [positive_data_acceptance]
    if path.endswith(SOCKETS) or leaves_out_a_page(case):
        excluded.append(negative_data_rejection)
    is_vendors = GENESYS in case.operation.tags or path.startswith(AGENTS)
    if path in NOT_THERE or (is_vendors and case.method.lower() != case.operation.method.lower()):
        # What a vendor may have and the platform has not is told as such, not as a 405.
        answer = case.call(base_url=target.url, headers=target.headers(path), timeout=HANG_S)
        assert answer.status_code in (NOT_EMULATED, 401)
        return

    case.call_and_validate(
        base_url=target.url,
        headers=target.headers(path),
        excluded_checks=excluded,
        timeout=HANG_S,
    )


def leaves_out_a_page(case: Case) -> bool:
    """Whether a number of a Genesys page is empty, which is as if it were not there."""
    query = case.query or {}
    numbers = [query[name] for name in ("pageSize", "pageNumber") if name in query]
    return GENESYS in case.operation.tags and any(one in ("", {}, [], None) for one in numbers)


def put_real_ids(case: Case, target: Target) -> None:
    """Point two of three cases at something that exists; the rest keep what was made up."""
    for place, id_ in target.ids.items():
        name = place.rpartition("{")[2].removesuffix("}")
        made_up = (case.path_parameters or {}).get(name)
        if place in case.operation.path and made_up is not None and len(str(made_up)) % 3:
            case.path_parameters[name] = id_
