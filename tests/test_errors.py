"""Every error a user can meet has a status, a code of its own, and a next step."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mockplatform import errors as e

HTTP_ERRORS = range(400, 600)


def tree(root: type[e.PlatformError] = e.PlatformError) -> Iterator[type[e.PlatformError]]:
    """Yield every class of the tree below its root."""
    for child in root.__subclasses__():
        yield child
        yield from tree(child)


def test_each_error_has_a_code_of_its_own() -> None:
    """Clients branch on codes: two errors with the same one cannot be told apart."""
    codes = [error.code for error in tree() if "code" in vars(error)]
    assert len(codes) == len(set(codes))
    assert all(code == code.lower() and " " not in code for code in codes)


def test_each_error_keeps_the_status_of_its_branch() -> None:
    """The tree is by status: who catches Conflict gets 409s."""
    for error in tree():
        assert error.status in HTTP_ERRORS
        for parent in error.__mro__[1:]:
            if issubclass(parent, e.PlatformError) and parent is not e.PlatformError:
                assert parent.status == error.status, error.__name__


def test_an_error_knows_what_happened_and_the_next_step() -> None:
    """House rule: each error has a hint; details say where."""
    error = e.Conflict(
        "taken", hint="choose", details=[e.Detail("c", "f", "m")], headers={"A": "b"}
    )
    assert (str(error), error.message, error.hint) == ("taken", "taken", "choose")
    assert error.details == (e.Detail("c", "f", "m"),)
    assert error.headers == {"A": "b"}


@pytest.mark.parametrize(
    ("name", "known", "hint"),
    [
        ("hlep", ["help", "vip"], "Did you mean 'help'?"),
        ("xyz", ["vip", "help"], "Known: help, vip."),
        ("xyz", [], "None is known."),
        (
            "xyz",
            [f"n{i:02}" for i in range(13)],
            "Known: " + ", ".join(f"n{i:02}" for i in range(12)) + ", ….",
        ),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest_or_with_all(
    name: str, known: list[str], hint: str
) -> None:
    """House rule: unknown fault kind, unknown route: list what there is."""
    assert e.nearest(name, known) == hint


def test_a_bad_value_names_its_field() -> None:
    """House rule: a 400 has the path."""
    error = e.InvalidValue("settings.ring", "is no duration", hint="Write it so.")
    assert error.message == "settings.ring: is no duration"
    assert error.details == (e.Detail("invalid.value", "settings.ring", "is no duration"),)
    assert (error.field, error.what) == ("settings.ring", "is no duration")


def test_an_unknown_member_names_the_nearest() -> None:
    """House rule: unknown fields are refused."""
    error = e.UnknownMember("settings.rng", "rng", ["ring"])
    assert error.hint == "Did you mean 'ring'?"
    assert "Did you mean" in error.details[0].message


def test_an_unknown_frame_lists_what_is_known() -> None:
    """Widget API, section 4: `error` with a hint; a hostile type does not fill it."""
    error = e.UnknownFrame("x" * 500, ["ping", "seen"])
    assert error.hint == "Known: ping, seen."
    assert len(error.message) < 100


def test_bad_json_names_its_place() -> None:
    """RFC 8259 is what is wanted."""
    error = e.InvalidJson("over 64 levels deep")
    assert error.message == "Invalid JSON: over 64 levels deep"
    assert error.details[0].field == "$"


def test_a_missing_scope_is_named_beside_those_held() -> None:
    """Widget API, section 2: 403 `missing.permissions`, naming it."""
    error = e.MissingScope({"user:read"}, {"b", "a"})
    assert (error.status, error.code) == (403, "missing.permissions")
    assert error.message == "Missing the following permission(s): user:read"
    assert error.hint == "Ask for the scope 'user:read'; this token has 'a b'."


def test_a_wrong_method_says_which_are_right() -> None:
    """RFC 9110, section 15.5.6: 405 comes with Allow."""
    assert e.MethodNotAllowed("PUT", {"POST", "GET"}).headers == {"Allow": "GET, POST"}


@pytest.mark.parametrize(("reason", "said"), [("inactivity", " (inactivity)"), (None, "")])
def test_an_ended_conversation_says_why(reason: str | None, said: str) -> None:
    """Guide, section 4: a dead id is dropped."""
    error = e.ConversationEnded("CLOSED", reason)
    assert error.message == f"The conversation is CLOSED{said}"
    assert (error.state, error.reason) == ("CLOSED", reason)


def test_a_verb_that_is_not_allowed_says_which_are() -> None:
    """From DELETED nothing leads on."""
    assert e.IllegalTransition("accept", "DELETED", []).hint.endswith("allows: nothing.")


def test_an_unknown_thing_is_named_in_short() -> None:
    """A hostile id does not fill the answer."""
    error = e.UnknownThing("conversation", "x" * 500)
    assert len(error.message) < 150
    assert error.what == "conversation"


def test_a_clock_that_was_asked_back_says_how_far() -> None:
    """The one way back is named."""
    error = e.ClockBackwards(now=10.0, asked=8.5)
    assert "1.500 s" in error.message
    assert "clock/reset" in error.hint


@pytest.mark.parametrize("status", [400, 401])
def test_an_oauth_error_has_its_registered_name_and_a_challenge_with_401(status: int) -> None:
    """RFC 6749, section 5.2: invalid_client with 401 comes with WWW-Authenticate."""
    error = e.OAuthError("invalid_client", "unknown", status=status)
    assert (error.error, error.oauth_status) == ("invalid_client", status)
    assert ("WWW-Authenticate" in error.headers) == (status == 401)


def test_the_nearest_of_thousands_is_looked_for_among_a_few() -> None:
    """A hint may not hold everybody up: only so many names are compared."""
    names = [f"tenant-{number:05d}" for number in range(5_000)]
    assert e.nearest("tenant-0001", names).startswith("Did you mean")
    assert e.nearest("tenant-04999", names) != "Did you mean 'tenant-04999'?"
