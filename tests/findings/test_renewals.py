"""What the rules about renewals hear of a real platform: whose refresh, why a socket ended."""

from __future__ import annotations

from tests.clients.line import Line
from tests.clients.sins.lasting import until_left
from tests.clients.stage import LIFE_S, Stage, Tokens, story
from tests.findings.stages import platform

SECRET = "widget-secret"


async def _found(at: Stage) -> dict[str, tuple[str, int]]:
    return {one["rule"]: (one["subject"], one["count"]) for one in await at.findings()}


async def _waits_until(at: Stage, pair: Tokens, left_s: float) -> str:
    """Be there while a renewal is due, then let time pass until so much is left."""
    id_ = await at.open(pair)
    await until_left(at, pair, id_, 200)
    await at.look(pair, id_)
    await at.look(pair, id_)
    await at.passes(200 - left_s)
    return id_


async def _until_closed(line: Line) -> None:
    await line.until(lambda: not line.is_open)


async def test_a_clients_secret_as_the_bearer_hides_nobody() -> None:
    """The refresh token says whose refresh it is, his widget included."""
    async with platform() as customer:
        at = customer("user-7")
        pair = await at.sign_in()
        await _waits_until(at, pair, 0)
        assert (await at.refresh(pair, bearer=SECRET)).status == 200
        assert await _found(at) == {"refresh-after-expiry": ("user-7/tab-1", 1)}


async def test_a_socket_that_ends_with_its_token_tells_it() -> None:
    """To the rule by which nobody had renewed it."""
    async with platform() as customer:
        at = customer("user-7")
        pair = await at.sign_in()
        id_ = await at.open(pair)
        await at.look(pair, id_)
        line = await at.connect(pair, id_)
        await until_left(at, pair, id_, 200)
        await line.ask("ping")
        await line.ask("message.send", clientMessageId="m1", text="Still here")
        await at.passes(200)
        await _until_closed(line)
        assert line.close_code == 4401
        (found,) = await at.findings()
        assert (found["rule"], found["subject"]) == ("no-refresh", "user-7/tab-1")
        assert story(found)[1:] == [
            "frame: it was there with 200 s left of it",
            "socket: its socket was severed: the token had ended",
        ]


async def test_a_socket_that_ends_for_another_reason_does_not() -> None:
    """A token that was revoked, or ended before its time."""
    async with platform() as customer:
        for user, path in [("ann", "/tokens/expire"), ("bob", "/tokens/revoke")]:
            at = customer(user)
            pair = await at.sign_in()
            id_ = await at.open(pair)
            await at.look(pair, id_)
            line = await at.connect(pair, id_)
            await at.admin("POST", path, {"userId": user})
            await _until_closed(line)
            await at.look(pair, id_)
            assert not await at.findings()


async def test_a_dead_familys_newest_token_is_no_second_reuse() -> None:
    """One token was spent twice; the other never."""
    async with platform() as customer:
        at = customer("user-7")
        first = await at.sign_in()
        second = await at.renewed(first)
        await at.passes(30)
        await at.refresh(first, bearer=SECRET)
        await at.refresh(second, bearer=SECRET)
        assert await _found(at) == {"refresh-reuse": ("user-7/tab-1", 1)}


async def test_a_fault_that_refuses_the_renewal_is_not_the_clients() -> None:
    """At the edge already, where no token is looked at: it is known whose it was, and whose not."""
    async with platform() as customer:
        ann, bob = customer("ann"), customer("bob")
        first, second = await ann.sign_in(), await bob.sign_in()
        await _waits_until(ann, first, 100)
        id_ = await bob.open(second)
        where = {"path": "/api/v2/widget/auth/refresh", "subject": "ann"}
        fault = {"where": where, "what": {"kind": "status", "status": 503}}
        await ann.admin("POST", "/faults", fault)
        assert (await ann.refresh(first)).status == 503
        await bob.look(second, id_)
        await bob.look(second, id_)
        await ann.passes(100)
        await ann.admin("DELETE", "/faults")
        assert (await ann.refresh(first)).status == 401
        assert (await ann.look(first, "any")).status == 401
        assert (await bob.look(second, id_)).status == 401
        assert await _found(ann) == {"no-refresh": ("bob/tab-1", 1)}


async def test_a_clock_that_is_moved_past_it_all_gave_nobody_a_chance() -> None:
    """In one step, from before the renewal was due."""
    async with platform() as customer:
        at = customer("user-7")
        pair = await at.sign_in()
        id_ = await at.open(pair)
        await at.look(pair, id_)
        await at.connect(pair, id_)
        await at.passes(LIFE_S + 1)
        assert (await at.look(pair, id_)).status == 401
        assert (await at.refresh(pair)).status == 401
        assert not await at.findings()


async def test_nor_did_one_that_is_moved_twice_with_one_call_between() -> None:
    """The client's own timers have not run, and it was there for just a moment."""
    async with platform() as customer:
        at = customer("user-7")
        pair = await at.sign_in()
        id_ = await at.open(pair)
        await until_left(at, pair, id_, 200)
        assert (await at.look(pair, id_)).status == 200
        await at.passes(200)
        assert (await at.look(pair, id_)).status == 401
        assert (await at.refresh(pair)).status == 401
        pair = await at.sign_in()
        await until_left(at, pair, id_, 200)
        assert (await at.look(pair, id_)).status == 200
        await at.passes(170)
        await at.renewed(pair)
        assert not await at.findings()
