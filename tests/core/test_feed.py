"""A notification channel: its topics, how long it lives, how it ends."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from mockplatform.core import feed as f
from mockplatform.core.aggregate import Deadline, Event
from mockplatform.errors import BadRequest, NotFound
from mockplatform.limits import LIMITS
from tests.core.builders import NOW, Story

DAY_S = 86_400.0
TOKEN = f.Credential(id="f.1", key_id="k", issued_at=int(NOW), expires_at=int(NOW + 10 * DAY_S))


def opened(token: f.Credential = TOKEN) -> Story[f.Feed]:
    """Return a feed that has just been opened."""
    story = Story(f.AGGREGATE)
    story.do(f.OpenFeed(secret="s", user_id="bea", client_id="desk", token=token))
    return story


def told(story: Story[f.Feed], *topics: str, add: bool = False) -> tuple[str, ...]:
    """Set topics; return what is told then."""
    story.do(f.SetTopics(topics=topics, add=add))
    return story.state.topics


def test_topics_are_replaced_or_added_and_each_is_told_once() -> None:
    story = opened()
    assert told(story, "a", "b", "a") == ("a", "b")
    assert told(story, "c", "b", add=True) == ("a", "b", "c")
    assert told(story) == ()
    assert (story.state.secret, story.state.user_id, story.state.token) == ("s", "bea", TOKEN)


def test_a_topic_too_many_is_refused_and_nothing_is_changed() -> None:
    """Source: Genesys developer forum (1,000 topics)."""
    story = opened()
    most = tuple(f"t{n}" for n in range(LIMITS.feed_topics_max))
    assert told(story, *most) == most
    with pytest.raises(BadRequest):
        told(story, "one more", add=True)
    assert told(story, "t0", add=True) == most


def test_it_lives_for_a_day_after_its_topics_were_set_last() -> None:
    """Source: Genesys developer forum (24 hours, renewed by subscribing)."""
    story = opened()
    story.advance(DAY_S / 2)
    told(story, "a")
    assert story.due() == Deadline(NOW + 1.5 * DAY_S, f.ENDED)
    told(story)
    assert story.state.expires_at == NOW + 1.5 * DAY_S


def test_it_lives_no_longer_than_the_token_that_opened_it() -> None:
    story = opened(replace(TOKEN, expires_at=int(NOW) + 60))
    assert story.due() == Deadline(int(NOW) + 60, f.ENDED)


def test_what_has_ended_takes_no_topics_and_is_to_be_forgotten_at_once() -> None:
    story = opened()
    assert len(story.do(f.EndFeed(reason="replaced"))) == 1
    assert story.do(f.EndFeed(reason="replaced")) == []
    assert (story.state.is_live, story.state.ended) == (False, "replaced")
    assert story.due() == Deadline(NOW, f.FORGOTTEN)
    with pytest.raises(NotFound):
        told(story, "a")


def test_one_that_never_was_has_no_time_and_takes_nothing() -> None:
    story = Story(f.AGGREGATE)
    assert story.due() is None
    assert story.do(f.EndFeed(reason="expired")) == []
    with pytest.raises(NotFound):
        told(story, "a")


def test_of_a_feed_that_is_renewed_only_the_last_event_says_something() -> None:
    """A client may set its topics for ever: what is kept of it stays small."""
    story = opened()
    told(story, *(f"t{n}" for n in range(100)))
    stand_in = story.events[-1].stand_in()
    assert isinstance(stand_in, f.FeedSet)
    assert (stand_in.secret, stand_in.topics) == ("", ())
    rest = f.evolve(f.evolve(f.initial("s1"), stand_in), story.events[-1])
    assert rest == story.state


def test_an_event_of_another_stream_is_none_of_its_own() -> None:
    with pytest.raises(TypeError):
        f.evolve(f.initial("s1"), Event(at=NOW))
