"""Tokens are leases: they rotate, have grace, die together, slide, and end in order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockplatform.core import lease
from mockplatform.core.aggregate import Deadline, Event, Tick
from mockplatform.core.events import MessageSent
from mockplatform.core.lease import (
    AccessCutShort,
    AccessEnded,
    CutShort,
    Family,
    FamilyRevoked,
    FamilyStarted,
    Holder,
    Pair,
    PairIssued,
    Refresh,
    Renew,
    Revoke,
    Start,
    ends_at,
)
from mockplatform.errors import OAuthError
from tests.core.builders import ANN, NOW, Story

HOLDER = Holder(user_id="ann", client_id="shop")
SCOPE = ("conversation:read", "conversation:write")
HALF_H = 1800.0
DAY = 86_400.0


class Lease(Story[Family]):
    """The story of one token family."""

    def __init__(self) -> None:
        super().__init__(lease.AGGREGATE)

    def start(self, life_s: float | None = None, *, refreshable: bool = True) -> None:
        """Give the first pair; its access token is called a1."""
        self.do(
            Start(
                holder=HOLDER,
                scope=SCOPE,
                access_id="a1",
                key_id="k",
                life_s=life_s,
                refreshable=refreshable,
            )
        )

    def refresh(self, number: int, scope: tuple[str, ...] | None = None) -> list[Event]:
        """Show refresh token `number`; the n-th pair's access token is called a<n>."""
        name = f"a{self.pair.number + 1}"
        return list(self.do(Refresh(number=number, scope=scope, access_id=name, key_id="k")))

    @property
    def pair(self) -> Pair:
        """The pair that was given last."""
        assert self.state.pair is not None
        return self.state.pair

    def live(self) -> list[str]:
        """Return the access tokens that have not ended."""
        return [access_id for access_id, _ in self.state.live]


def started(life_s: float | None = None, *, refreshable: bool = True) -> Lease:
    """Return a family with its first pair."""
    family = Lease()
    family.start(life_s, refreshable=refreshable)
    return family


def test_a_family_starts_with_a_pair_that_lives_half_an_hour() -> None:
    """Guide, section 2: 30 to 60 minutes; times in tokens are whole seconds."""
    family = Lease()
    family.now = NOW + 0.9
    family.start()
    begun, issued = family.events
    assert isinstance(begun, FamilyStarted)
    assert isinstance(issued, PairIssued)
    assert (family.state.holder, family.state.scope) == (HOLDER, SCOPE)
    assert issued.pair == Pair(
        number=1,
        access_id="a1",
        issued_at=int(NOW),
        expires_at=int(NOW) + 1800,
        scope=SCOPE,
        key_id="k",
    )
    assert family.live() == ["a1"]


def test_a_family_is_started_once() -> None:
    """RFC 6749, section 4.1.2: an authorization code, which names its family, is used once."""
    family = started()
    with pytest.raises(OAuthError, match="used before") as refused:
        family.start()
    assert refused.value.error == "invalid_grant"


def test_what_was_never_started_wants_and_gives_nothing() -> None:
    """An unknown refresh token is no reuse; an unknown family is revoked in silence."""
    family = Lease()
    assert family.due() is None
    assert family.do(Tick()) == []
    assert family.do(Revoke()) == []
    with pytest.raises(OAuthError, match="not known") as refused:
        family.do(Refresh(number=1, scope=None, access_id="a", key_id="k"))
    assert refused.value.error == "invalid_grant"


def test_each_refresh_gives_the_next_pair_and_the_old_access_token_stays() -> None:
    """Widget API, section 2: rotation; swapping is not blocking (guide, edge case 1)."""
    family = started()
    family.advance(600)
    (issued,) = family.refresh(1)
    assert isinstance(issued, PairIssued)
    assert (issued.pair.number, issued.pair.access_id, issued.ended) == (2, "a2", ())
    assert family.live() == ["a1", "a2"]


def test_revoke_on_refresh_ends_the_old_access_tokens_at_once() -> None:
    """Widget API, section 2: setting `revokeOnRefresh` turns that round."""
    family = started()
    family.refresh(1)
    family.set(revoke_on_refresh=True)
    (issued,) = family.refresh(2)
    assert isinstance(issued, PairIssued)
    assert issued.ended == ("a1", "a2")
    assert family.live() == ["a3"]


@pytest.mark.parametrize("later_s", [0.0, 9.999, 10.0])
def test_a_lost_answer_asked_for_again_within_10_s_is_the_same_pair(later_s: float) -> None:
    """Widget API, section 2: the same old refresh token within 10 s gives the same new pair."""
    family = started()
    family.refresh(1)
    pair = family.pair
    family.now += later_s
    assert family.refresh(1) == []
    assert (family.pair, family.state.revoked) == (pair, "")


def test_an_old_refresh_token_after_10_s_is_reuse_and_kills_the_family() -> None:
    """Widget API, section 2: later it is reuse, and the whole family is dead."""
    family = started()
    family.refresh(1)
    family.now += 10.001
    assert family.refresh(1) == [FamilyRevoked(at=family.now, reason="reuse")]
    assert family.live() == []
    with pytest.raises(OAuthError, match=r"dead \(reuse\)") as refused:
        family.refresh(2)
    assert refused.value.error == "invalid_grant"


def test_a_dead_family_is_remembered_until_the_last_of_its_tokens_has_ended() -> None:
    """What is forgotten refuses nothing: the refresh token of a dead family lives a day."""
    family = started()
    family.do(Revoke())
    assert family.due() == Deadline(NOW + DAY, "family.forgotten")
    long = started(life_s=2 * DAY)
    long.do(Revoke())
    assert long.due() == Deadline(NOW + 2 * DAY, "family.forgotten")


def test_grace_is_for_the_last_refresh_token_only() -> None:
    """Whoever has used its successor cannot have lost the answer."""
    family = started()
    family.refresh(1)
    family.refresh(2)
    assert family.refresh(2) == []
    assert family.refresh(1) == [FamilyRevoked(at=NOW, reason="reuse")]


def test_grace_may_be_switched_off() -> None:
    """Setting `refreshGrace`: with 0 s, only the same instant is forgiven."""
    family = started()
    family.set(refresh_grace=0.0)
    family.refresh(1)
    family.now += 0.001
    assert family.refresh(1) == [FamilyRevoked(at=family.now, reason="reuse")]


def test_a_refresh_token_that_was_never_given_is_unknown_and_no_reuse() -> None:
    """Guessing does not kill a family."""
    family = started()
    for number in (0, -1, 2, 99):
        with pytest.raises(OAuthError, match="not known"):
            family.refresh(number)
    assert family.state.revoked == ""


def test_a_scope_narrows_and_comes_back_and_never_widens() -> None:
    """Widget API, section 2: narrow, never widen: `invalid_scope`; RFC 6749 section 6."""
    family = started()
    family.refresh(1, ("conversation:read",))
    assert list(family.pair.scope) == ["conversation:read"]
    family.refresh(2)
    assert list(family.pair.scope) == list(SCOPE)
    with pytest.raises(OAuthError, match="never widen: user:read") as refused:
        family.refresh(3, ("conversation:read", "user:read"))
    assert refused.value.error == "invalid_scope"
    assert family.pair.number == 3


def test_a_stolen_token_with_a_wider_scope_is_reuse_all_the_same() -> None:
    """A thief does not save himself by asking for more; a retry asks for what it asked before."""
    family = started()
    family.refresh(1)
    assert family.refresh(1, ("user:read",)) == []
    family.now += 11
    assert family.refresh(1, ("user:read",)) == [FamilyRevoked(at=family.now, reason="reuse")]


def test_each_rotation_slides_the_familys_life() -> None:
    """Widget API, section 2: 24 h since the last use."""
    family = started()
    family.advance(DAY - 1)
    family.refresh(1)
    family.advance(DAY - 1)
    family.refresh(2)
    family.advance(DAY)
    assert family.state.revoked == "ended"
    with pytest.raises(OAuthError, match=r"dead \(ended\)"):
        family.refresh(3)


def test_a_family_lives_30_days_in_all() -> None:
    """Widget API, section 2: 30 days, however often it is used."""
    family = started()
    for number in range(1, 31):
        family.refresh(number)
        family.advance(DAY - 1)
    family.refresh(31)
    assert ends_at(family.state, family.settings) == NOW + 30 * DAY
    family.advance_to(NOW + 30 * DAY)
    with pytest.raises(OAuthError, match="time is over"):
        family.refresh(32)
    family.advance(HALF_H)
    assert family.state.revoked == "ended"


def test_a_family_whose_time_is_over_gives_nothing_even_if_the_alarm_is_late() -> None:
    """Design, section 2: a state is always judged as of now."""
    family = started()
    family.now += DAY
    with pytest.raises(OAuthError, match="time is over"):
        family.refresh(1)


def test_an_access_token_lives_to_its_end_though_the_family_can_no_longer_be_refreshed() -> None:
    """Guide, edge case 1: a token stays good until its own `exp`."""
    family = started(2 * DAY)
    assert family.advance(2 * DAY - 1) == []
    assert family.live() == ["a1"]
    with pytest.raises(OAuthError, match="time is over"):
        family.refresh(1)
    family.advance(1)
    assert (family.live(), family.state.revoked) == ([], "ended")


def test_a_family_without_refresh_tokens_ends_with_its_access_token() -> None:
    """Client credentials give no refresh token: nothing is left to wait for."""
    family = started(refreshable=False)
    with pytest.raises(OAuthError, match="time is over"):
        family.refresh(1)
    assert family.advance(DAY) == [Deadline(NOW + HALF_H, "token.ended")]
    assert family.state.revoked == "ended"


def test_a_late_alarm_ends_tokens_in_the_order_of_their_ends() -> None:
    """The tenant may have shortened the life of tokens between two of them."""
    family = started()
    family.set(access_token_life=60.0)
    family.refresh(1)
    family.now += DAY
    first, second, last = family.do(Tick())
    assert isinstance(first, AccessEnded)
    assert isinstance(second, AccessEnded)
    assert (first.access_id, second.access_id) == ("a2", "a1")
    assert last == FamilyRevoked(at=family.now, reason="ended")


def test_a_revoked_family_is_dead_once() -> None:
    """Widget API, section 2: RFC 7009; the whole family."""
    family = started()
    family.refresh(1)
    assert family.do(Revoke()) == [FamilyRevoked(at=NOW, reason="revoked")]
    assert family.live() == []
    assert family.do(Revoke()) == []
    assert family.do(Tick()) == []
    assert family.advance(40 * DAY) == []


def test_tokens_end_at_their_second_in_order() -> None:
    """Nothing is alive past its deadline; each end is an event of its own."""
    family = started()
    family.advance(600)
    family.refresh(1)
    fired = family.advance(3600)
    assert fired == [
        Deadline(NOW + 1800, "token.ended"),
        Deadline(NOW + 2400, "token.ended"),
    ]
    ended = [(e.at, e.access_id) for e in family.events if isinstance(e, AccessEnded)]
    assert ended == [(NOW + 1800, "a1"), (NOW + 2400, "a2")]


@given(st.floats(0, 1, exclude_max=True), st.floats(1, 7200))
def test_a_token_never_lives_longer_than_promised_nor_a_second_less(
    fraction: float, life_s: float
) -> None:
    """Tokens have whole seconds; both ends are cut, so that `exp - iat` is the life."""
    family = Lease()
    family.now = NOW + fraction
    family.start(life_s)
    pair = family.pair
    assert pair.expires_at - pair.issued_at == int(life_s)
    assert life_s - 2 < pair.expires_at - family.now <= life_s
    assert family.advance(life_s + 1)[0].at == pair.expires_at


def test_the_life_of_one_token_can_be_asked_for() -> None:
    """Admin API: a token of any life; one of no life has ended when it is born."""
    assert started(5.0).pair.expires_at == NOW + 5
    dead = started(0.0)
    assert dead.due() == Deadline(NOW, "token.ended")
    dead.advance(0)
    assert dead.live() == []


def test_strange_events_and_commands_are_programmers_errors() -> None:
    """A stream of one kind holds nothing of another."""
    with pytest.raises(TypeError):
        lease.evolve(
            lease.initial("f1"), MessageSent(at=NOW, message_id="m", sender=ANN, text="hi")
        )


def test_a_token_that_is_cut_short_ends_once_and_the_family_goes_on() -> None:
    family = started()
    family.refresh(1)
    assert family.do(CutShort(access_id="a1")) == [AccessCutShort(at=NOW, access_id="a1")]
    assert family.do(CutShort()) == [AccessCutShort(at=NOW, access_id="a2")]
    assert family.do(CutShort()) == []
    assert family.refresh(2)
    assert family.live() == ["a1", "a2", "a3"], "until their time is over they are remembered"
    family.advance(HALF_H)
    assert (family.live(), family.state.cut_short) == ([], frozenset())


def test_what_was_cut_short_is_not_revoked_by_a_refresh_as_well() -> None:
    family = started()
    family.set(revoke_on_refresh=True)
    family.do(CutShort())
    (issued,) = family.refresh(1)
    assert isinstance(issued, PairIssued)
    assert issued.ended == ()


def test_a_dead_family_has_nothing_to_cut_short() -> None:
    family = started()
    family.do(CutShort())
    family.do(Revoke())
    assert family.state.cut_short == frozenset()
    assert family.do(CutShort()) == []


def test_an_access_token_renews_its_family_as_often_as_it_is_shown() -> None:
    """Nothing is spent: a lost answer is asked for again, however late."""
    story = started()
    for number in (2, 3):
        story.advance(60)
        story.do(Renew(key_id="k", life_s=HALF_H))
        assert (story.pair.number, story.pair.scope) == (number, SCOPE)
        assert story.pair.access_id == f"{story.state.id}.{number}"
    assert len(story.state.live) == 3


def test_renewing_by_access_token_ends_the_others_where_that_is_set() -> None:
    story = started()
    story.set(revoke_on_refresh=True)
    story.do(Renew(key_id="k"))
    assert [jti for jti, _ in story.state.live] == [story.pair.access_id]


def test_a_family_that_is_over_dead_or_none_is_renewed_by_nothing() -> None:
    none, dead, over = Lease(), started(), started()
    dead.do(Revoke())
    over.advance(31 * DAY)
    for story in (none, dead, over):
        with pytest.raises(OAuthError):
            story.do(Renew(key_id="k"))
