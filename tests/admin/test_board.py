"""The wallboard. Source: docs/admin.md, Agents and conversations."""

from __future__ import annotations

from tests.admin.api import Api


async def test_the_board_has_a_line_for_each_conversation_and_counts_all(people: Api) -> None:
    first = await people.conversation("ann", routingData={"intent": "order"})
    other = await people.conversation("bob")
    await people.act(other, "close", by="supervisor")
    board = (await people.get("/board")).body
    lines = {one["id"]: one for one in board["rows"]}
    assert (board["counts"], board["total"]) == ({"OPEN": 1, "CLOSED": 1}, 2)
    assert (lines[first]["state"], lines[first]["queue"]) == ("OPEN", "orders")
    assert (lines[other]["userId"], lines[other]["sockets"]) == ("bob", 0)


async def test_a_board_of_many_is_turned_page_by_page(people: Api) -> None:
    made = [await people.conversation() for _ in range(3)]
    first = (await people.get("/board?limit=2")).body
    second = (await people.get(f"/board?limit=2&cursor={first['nextCursor']}")).body
    assert [one["id"] for one in (*first["rows"], *second["rows"])] == made[::-1]
    assert second["nextCursor"] is None


async def test_some_lines_are_read_anew_and_what_is_gone_is_left_out(people: Api) -> None:
    made = [await people.conversation() for _ in range(3)]
    board = (await people.get(f"/board?ids={made[1]},gone")).body
    assert [one["id"] for one in board["rows"]] == [made[1]]
    assert board["total"] == 3


async def test_what_comes_behind_a_boards_last_id_is_news(people: Api) -> None:
    """So that who reads the board and then follows the journal misses nothing."""
    last_id = (await people.get("/board")).body["lastId"]
    id_ = await people.conversation()
    entries = (await people.get(f"/journal?kind=event&since={last_id}")).body["entries"]
    assert id_ in {one.get("conversationId") for one in entries}


async def test_too_many_ids_are_refused_with_how_many_go(people: Api) -> None:
    reply = await people.get(f"/board?ids={','.join('x' for _ in range(201))}")
    assert (reply.refusal, reply["hint"]) == ((400, "invalid.value"), "Ask for 200 at once.")


async def test_a_line_tells_since_when_nobody_has_come(people: Api) -> None:
    """By the tenant's clock, until somebody accepts."""
    id_ = await people.conversation()
    await people.act(id_, "offer")
    line = (await people.get("/board")).body["rows"][0]
    assert (line["state"], line["waitingSince"]) == ("RINGING", line["createdAt"])
    await people.act(id_, "accept")
    line = (await people.get("/board")).body["rows"][0]
    assert (line["state"], line.get("waitingSince")) == ("ACTIVE", None)
    assert line["agent"]
