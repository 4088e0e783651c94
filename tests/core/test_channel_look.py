"""What a fixture may say of a chat channel's fields, forms, looks and features."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from mockplatform.core.channel_look import FEATURES
from mockplatform.core.digital import Digital


def refusal(**members: Any) -> str:
    """Return why members of `digital` are refused."""
    with pytest.raises(msgspec.ValidationError) as refused:
        msgspec.convert(members, Digital)
    return str(refused.value)


def field(ident: str = "plan", **members: Any) -> dict[str, Any]:
    """Return a custom field."""
    return {"ident": ident, **members}


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"features": {"securedSession": True}}, "Did you mean 'securedSessions'?"),
        ({"features": {"securedSessions": "yes"}}, "$.features[...]"),
        ({"colors": {"themeColour": "red"}}, "$.colors"),
        ({"widget": {"position": "top"}}, "$.widget.position"),
        ({"popups": [{"headlineText": "Hi"}]}, "$.popups[0]"),
        ({"popups": [{"name": "a", "urlTimeout": -1}]}, "$.popups[0].urlTimeout"),
        ({"fileTypes": []}, "$.fileTypes"),
        ({"fileTypes": ["png"]}, "$.fileTypes[0]"),
        ({"fileSizeMbMax": 41}, "$.fileSizeMbMax"),
        ({"eventBytesMax": 10}, "$.eventBytesMax"),
        ({"available": "maybe"}, "$.available"),
        ({"caseFields": [field(), field()]}, "caseFields: 'plan' stands there twice"),
        ({"caseFields": [field("")]}, "$.caseFields[0].ident"),
        ({"caseFields": [field(type="list")]}, "`values` go with"),
        ({"caseFields": [field(values=[{"name": "a"}])]}, "`values` go with"),
        (
            {"caseFields": [field(type="list", values=[{"name": "a"}, {"name": "a"}])]},
            "'a' stands there twice",
        ),
        (
            {"caseFields": [field(type="tree", values=[{"name": "a", "parent": "b"}])]},
            "`parent` 'b' is none",
        ),
        (
            {"caseFields": [field(type="list", values=[{"name": "a", "parent": "a"}])]},
            "`parent` 'a' is none",
        ),
        (
            {"caseFields": [field()], "preContactForm": {"fields": ["plans"]}},
            "Did you mean 'plan'?",
        ),
        ({"caseFields": [field()], "preContactForm": {"fields": []}}, "$.preContactForm.fields"),
        (
            {"caseFields": [field()], "preContactForm": {"fields": ["plan", "plan"]}},
            "'plan' stands there twice",
        ),
        ({"menu": [{"text": "Questions"}]}, "$.menu[0]"),
    ],
)
def test_what_is_wrong_is_refused_by_its_place(members: Any, why: str) -> None:
    assert why in refusal(**members)


def test_a_form_asks_for_fields_of_the_case_and_of_the_customer() -> None:
    said = {
        "caseFields": [field("topic")],
        "customerFields": [field("plan", type="list", values=[{"name": "free"}])],
        "preContactForm": {"fields": ["plan", "topic"]},
    }
    form = msgspec.convert(said, Digital).pre_contact_form
    assert form is not None
    assert form.fields == ("plan", "topic")


def test_features_are_told_over_the_defaults() -> None:
    told = msgspec.convert({"features": {"isProactiveChatEnabled": True}}, Digital).told_features
    assert told == {**FEATURES, "isProactiveChatEnabled": True}
