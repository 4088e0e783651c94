"""Whatever is done to a token family, no token outlives its end and the dead stay dead.

Source: widget API, section 2; guide, edge case 1.
"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from mockplatform.core import lease
from mockplatform.core.aggregate import fold
from mockplatform.core.kinds import decode, encode
from mockplatform.core.lease import (
    AccessEnded,
    CutShort,
    Family,
    FamilyRevoked,
    Holder,
    PairIssued,
    Refresh,
    Revoke,
    Start,
)
from mockplatform.errors import OAuthError
from tests.core.builders import Story

SCOPE = ("a", "b")
SCOPES = st.sampled_from([None, ("a",), ("a", "b"), ("a", "c")])
TIMES = st.sampled_from([0.0, 0.25, 5.0, 10.0, 11.0, 1800.0, 86_399.0, 86_400.0, 700_000.0])


def family() -> Story[Family]:
    """Return the story of a family with its first pair."""
    story = Story(lease.AGGREGATE)
    holder = Holder(user_id="ann", client_id="shop")
    story.do(Start(holder=holder, scope=SCOPE, access_id="f.1", key_id="k"))
    return story


def refresh(story: Story[Family], number: int, scope: tuple[str, ...] | None = None) -> bool:
    """Show a refresh token; return whether a pair was given for it."""
    command = Refresh(number=number, scope=scope, access_id=f"f.{number + 1}", key_id="k")
    try:
        story.do(command)
    except OAuthError:
        return False
    return not story.state.revoked


class Machine(RuleBasedStateMachine):
    """Refreshes old and new, revocations, settings and moves of time."""

    def __init__(self) -> None:
        super().__init__()
        self.story = family()

    @rule(back=st.sampled_from([0, 0, 0, 0, 1, 2, -1]), scope=SCOPES)
    def refresh(self, back: int, scope: tuple[str, ...] | None) -> None:
        """The newest refresh token is shown, or an old one, or one that was never given."""
        pair = self.story.state.pair
        assert pair is not None
        was_dead = bool(self.story.state.revoked)
        given = refresh(self.story, pair.number - back, scope)
        assert not (given and was_dead), "a dead family gives nothing"
        assert not (given and back not in {0, 1}), "only the last two numbers give anything"

    @rule(by_s=TIMES)
    def advance(self, by_s: float) -> None:
        """Time passes; ends fire in order on the way."""
        fired = self.story.advance(by_s)
        assert [one.at for one in fired] == sorted(one.at for one in fired)

    @rule()
    def revoke(self) -> None:
        """The family is revoked; again is nothing."""
        self.story.do(Revoke())
        assert self.story.do(Revoke()) == []

    @rule()
    def cut_short(self) -> None:
        """Its tokens end before their time; again is nothing."""
        self.story.do(CutShort())
        assert self.story.do(CutShort()) == []

    @rule(life_s=st.sampled_from([1.0, 60.0, 1800.0, 200_000.0]), ends=st.booleans())
    def tune(self, life_s: float, *, ends: bool) -> None:
        """The tenant's settings change under a family that lives."""
        self.story.set(access_token_life=life_s, revoke_on_refresh=ends)

    @invariant()
    def no_token_lives_past_its_end(self) -> None:
        """Nothing is alive past its deadline."""
        assert all(end > self.story.now for _, end in self.story.state.live)
        due = self.story.due()
        assert due is None or due.at > self.story.now or due.what == "family.forgotten"

    @invariant()
    def only_tokens_whose_time_is_not_over_are_cut_short(self) -> None:
        """What ended early is remembered until its own end, and no longer."""
        assert self.story.state.cut_short <= {jti for jti, _ in self.story.state.live}

    @invariant()
    def what_is_revoked_stays_revoked(self) -> None:
        """The end is the last event of all, and takes every token with it."""
        ends = [event for event in self.story.events if isinstance(event, FamilyRevoked)]
        assert len(ends) == bool(self.story.state.revoked)
        if ends:
            assert self.story.events[-1] is ends[0]
            assert self.story.state.live == ()

    @invariant()
    def one_refresh_number_is_current(self) -> None:
        """Numbers go up by one; scopes never widen; each access token ends once."""
        pairs = [one.pair for one in self.story.events if isinstance(one, PairIssued)]
        assert [pair.number for pair in pairs] == list(range(1, len(pairs) + 1))
        assert all(set(pair.scope) <= set(SCOPE) for pair in pairs)
        ended = [one.access_id for one in self.story.events if isinstance(one, AccessEnded)]
        assert len(ended) == len(set(ended))

    def teardown(self) -> None:
        """Replay equals live, also through a store's form of the events."""
        stored = [decode(encode(event)) for event in self.story.events]
        assert stored == self.story.events
        assert fold(lease.AGGREGATE, "s1", stored) == self.story.state


Machine.TestCase.settings = settings(max_examples=60, stateful_step_count=30)
TestATokenFamilyKeepsItsRules = Machine.TestCase


@given(st.lists(TIMES, max_size=5), TIMES, TIMES)
def test_time_in_two_steps_is_time_in_one(uses: list[float], a: float, b: float) -> None:
    """Issue: advance(a) and advance(b) equals advance(a+b)."""
    stories = [family(), family()]
    for story in stories:
        for number, pause_s in enumerate(uses, start=1):
            story.advance(pause_s)
            refresh(story, number)
    twice, once = stories
    twice.advance(a)
    twice.advance(b)
    once.advance(a + b)
    assert (twice.events, twice.state) == (once.events, once.state)
