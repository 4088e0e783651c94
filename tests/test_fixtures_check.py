"""Whatever does not fit in a fixture is refused with file, line, column, path and a hint.

Source: issue 2, item 8; `docs/fixtures.md`.
"""

from __future__ import annotations

import pytest

from mockplatform import fixtures_loader
from mockplatform.limits import LIMITS
from tests.fixture_refusals import SMALLEST, agents, bot, problem, problems


@pytest.mark.parametrize("text", ["", "- a\n", "just words\n", "12\n"])
def test_a_fixture_is_a_mapping(text: str) -> None:
    assert problems(text)[0].startswith("shop.yaml:1:1 $: Expected `object`, got `")


def test_members_that_must_be_are_missed() -> None:
    assert problems("name: x\n") == [
        "shop.yaml:1:1 $: misses the member 'deployments'",
        "shop.yaml:1:1 $: misses the member 'queues'",
        "shop.yaml:1:1 $: misses the member 'clients'",
    ]


@pytest.mark.parametrize(
    ("addition", "expected"),
    [
        (
            "agents: [{id: a, capasity: 2}]\n",
            ("4:18 $.agents[0].capasity: unknown member 'capasity'. Did you mean 'capacity'?"),
        ),
        ("agents: [{name: a}]\n", "4:10 $.agents[0]: misses the member 'id'"),
        ("agents: [{id: a, capacity: -1}]", "4:18 $.agents[0].capacity: Expected `int` >= 0"),
        (
            "agents: [{id: a, present: no}]\n",
            (
                "4:18 $.agents[0].present: Expected `bool`, got "
                "`str`. Write true or false: YAML 1.2 knows no yes and no"
            ),
        ),
        (
            "agents: [{id: a, kind: robot}]\n",
            ("4:18 $.agents[0].kind: Invalid enum value 'robot'. Did you mean 'bot'?"),
        ),
        (
            "agents:\n",
            ("4:1 $.agents: Expected `array`, got `null`. Give it a value or leave it out"),
        ),
        ("agents: sam\n", "4:1 $.agents: Expected `array`, got `str`"),
        ("name: 12\n", "4:1 $.name: Expected `str`, got `int`. In quotes it is a text"),
        (
            "routing: [{when: {tier: 1}, queue: general}]\n",
            (
                "4:19 $.routing[0].when.tier: "
                "Expected `bool | str | array`, got `int`. In quotes it is a text"
            ),
        ),
        (
            "routing: [{when: {tier: [a, {}]}, queue: general}]\n",
            "4:29 $.routing[0].when.tier[1]: Expected `bool | str`, got `object`",
        ),
        (
            bot("wait: soon"),
            (
                "9:11 $.agents[0].script.steps[0].wait: 'soon' is no duration. "
                'Write it like "250ms", "31m" or "1h30m", or as a number of seconds'
            ),
        ),
        (
            bot("{idle: 5x, steps: [say: a]}"),
            (
                "9:12 $.agents[0].script.steps[0].idle: '5x' is "
                'no duration. Write it like "250ms", "31m" or "1h30m", or as a number of seconds'
            ),
        ),
        (
            agents("kind: bot", "script: {acceptAfter: -1}"),
            (
                "7:14 $.agents[0].script.acceptAfter: must be a number of seconds, 0 or more. "
                'Write it like "250ms", "31m" or "1h30m", or as a number of seconds'
            ),
        ),
        (
            bot("{say: a, wait: 1s}"),
            (
                "9:11 $.agents[0].script.steps[0]: a step has exactly one "
                "of say, wait, typing, on, idle, transfer, close; this has ['say', 'wait']"
            ),
        ),
        (
            bot("{}"),
            (
                "9:11 $.agents[0].script.steps[0]: a step has exactly one of say, wait, "
                "typing, on, idle, transfer, close; this has []"
            ),
        ),
        (
            bot("{on: x, steps: [on: y]}"),
            (
                "9:27 $.agents[0].script.steps[0].steps[0]: `steps` "
                "go with `on` and `idle`, and only with them"
            ),
        ),
        (
            bot("{say: x, steps: [say: y]}"),
            (
                "9:11 $.agents[0].script.steps[0]: `steps` go with "
                "`on` and `idle`, and only with them"
            ),
        ),
        (
            "users: [{id: a b}]\n",
            (
                "4:10 $.users[0].id: 'a b' is no id: an id "
                "begins with a letter or digit and goes on with these or . _ ~ - (128 at most)"
            ),
        ),
    ],
)
def test_what_has_the_wrong_shape_is_refused_with_its_place(addition: str, expected: str) -> None:
    assert problem(addition) == f"shop.yaml:{expected}"


def test_a_list_that_must_hold_something_may_not_be_empty() -> None:
    text = SMALLEST.replace("[{id: web}]", "[]")
    expected = ["shop.yaml:1:1 $.deployments: Expected `array` of length >= 1"]
    assert problems(text) == expected


def test_there_are_only_so_many_agents() -> None:
    many = ", ".join(f"{{id: a{n}}}" for n in range(LIMITS.agents_per_tenant_max + 1))
    expected = "shop.yaml:4:1 $.agents: Expected `array` of length <= 1000"
    assert problem(f"agents: [{many}]\n") == expected


@pytest.mark.parametrize(
    ("addition", "expected"),
    [
        (
            "routing: [{when: {}, queue: biling}]\n",
            "4:22 $.routing[0].queue: no queue 'biling'. Did you mean 'billing'?",
        ),
        (
            "fallbackQueue: nowhere\n",
            "4:1 $.fallbackQueue: no queue 'nowhere'. Known: billing, general.",
        ),
        (
            agents("queues: [general, genral]"),
            "6:23 $.agents[0].queues[1]: no queue 'genral'. Did you mean 'general'?",
        ),
        (
            bot("transfer: bill"),
            "9:11 $.agents[0].script.steps[0].transfer: no queue 'bill'. Did you mean 'billing'?",
        ),
        (
            bot("{on: x, steps: [{idle: 1s, steps: [transfer: x]}]}"),
            (
                "9:46 $.agents[0].script.steps[0].steps[0].steps[0].transfer: no queue 'x'. "
                "Known: billing, general."
            ),
        ),
        (
            "agents: [{id: a, kind: bot}]\n",
            (
                "4:10 $.agents[0]: a bot needs a script; "
                "`script: {}` makes one that accepts and says nothing"
            ),
        ),
        (
            "agents: [{id: a, script: {}}]\n",
            (
                "4:18 $.agents[0].script: a person has no script; "
                "`kind: bot` makes a bot of this agent"
            ),
        ),
        (
            "settings: {inactivty: 5m}\n",
            "4:12 $.settings.inactivty: no setting 'inactivty'. Did you mean 'inactivity'?",
        ),
        (
            "settings: {singleSocket: 1}\n",
            (
                "4:12 $.settings.singleSocket: Expected `bool`, got "
                "`int`. Whether a second socket of a conversation replaces the first (4409)"
            ),
        ),
        (
            "settings: {ring: 1:30}\n",
            (
                "4:12 $.settings.ring: '1:30' is no duration. "
                'Write it like "250ms", "31m" or "1h30m", or as a number of seconds'
            ),
        ),
        ("settings: {a b.c: 1}\n", "4:12 $.settings[\"a b.c\"]: no setting 'a b.c'. Known: "),
    ],
)
def test_a_name_of_nothing_is_refused_with_the_nearest(addition: str, expected: str) -> None:
    assert problem(addition).startswith(f"shop.yaml:{expected}")


def test_an_unknown_scope_is_refused() -> None:
    text = SMALLEST.replace("secret: s", "secret: s, scope: [conversation:reed]")
    assert problems(text) == [
        (
            "shop.yaml:3:43 $.clients[0].scope[0]: no scope 'conversation:reed'. "
            "Did you mean 'conversation:read'?"
        )
    ]


@pytest.mark.parametrize("section", ["deployments", "queues", "agents", "clients", "users"])
def test_an_id_is_given_once_in_each_list(section: str) -> None:
    secret = ", secret: s" if section == "clients" else ""
    rows = f"{section}: [{{id: general{secret}}}, {{id: general{secret}}}]\n"
    others = [line for line in SMALLEST.splitlines() if not line.startswith(section)]
    (found,) = problems("\n".join([*others, rows]))
    path = f"$.{section}[1].id"
    assert found.endswith(f"{path}: the id 'general' is taken by {section}[0] already")


def test_an_empty_fallback_is_the_first_queue() -> None:
    assert fixtures_loader.parse(SMALLEST + "fallbackQueue: ''\n").fallback == "general"


BROKEN = """\
deployments:
  - id: web shop
queues:
  - id: general
  - id: general
fallbackQueue: genral
routing:
  - when: {tier: {is: gold}}
    queue: general
agents:
  - id: sam
    kind: bot
    capasity: lots
    script:
      acceptAfter: a while
      steps:
        - sya: Hello
        - {on: hi, steps: [{transfer: sales}]}
clients:
  - id: widget
    scope: [everything]
settings:
  inactivity: 15 minutes
name: Shop
name: Shop again
"""


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    found = problems(BROKEN)
    assert [line.split(": ")[0] for line in found] == [
        "shop.yaml:2:5 $.deployments[0].id",
        "shop.yaml:5:5 $.queues[1].id",
        "shop.yaml:6:1 $.fallbackQueue",
        "shop.yaml:8:12 $.routing[0].when.tier",
        "shop.yaml:13:5 $.agents[0].capasity",
        "shop.yaml:15:7 $.agents[0].script.acceptAfter",
        "shop.yaml:17:11 $.agents[0].script.steps[0].sya",
        "shop.yaml:18:29 $.agents[0].script.steps[1].steps[0].transfer",
        "shop.yaml:20:5 $.clients[0]",
        "shop.yaml:21:13 $.clients[0].scope[0]",
        "shop.yaml:23:3 $.settings.inactivity",
        "shop.yaml:25:1 $.name",
    ]
