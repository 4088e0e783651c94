"""Owns the options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

DEFAULT_PORT = 7070
SEED_MAX = 2**64 - 1


def parse_pairs(
    ctx: click.Context, param: click.Parameter, given: tuple[str, ...]
) -> dict[str, str]:
    """Return texts of the form name=value as a mapping."""
    pairs = {}
    for one in given:
        name, equals, text = one.partition("=")
        if not equals or not name:
            raise click.BadParameter(f"{one!r} is not of the form name=value", ctx, param)
        pairs[name] = text
    return pairs


def parse_list(
    ctx: click.Context, param: click.Parameter, given: tuple[str, ...]
) -> tuple[str, ...]:
    """Return texts of which each may be several with commas between."""
    del ctx, param
    return tuple(one.strip() for text in given for one in text.split(",") if one.strip())


def parse_settings(
    ctx: click.Context, param: click.Parameter, given: tuple[str, ...]
) -> dict[str, Any]:
    """Return settings, each value typed as that setting is."""
    pairs = parse_pairs(ctx, param, given)
    return {name: typed_setting(name, text) for name, text in pairs.items()}


def parse_duration_option(
    ctx: click.Context, param: click.Parameter, given: str | None
) -> float | None:
    """Return the seconds of a duration such as 250ms or 1m30s."""
    from mockplatform.durations import parse_duration
    from mockplatform.errors import InvalidValue

    if given is None:
        return None
    try:
        return parse_duration(float(given) if given.replace(".", "", 1).isdecimal() else given)
    except InvalidValue as error:
        raise click.BadParameter(f"{error.what}. {error.hint}", ctx, param) from None


def typed_setting(name: str, text: str) -> Any:
    """Return a setting's value; what it cannot be is left for the platform to refuse."""
    from mockplatform.settings import schema

    unit = next((one["unit"] for one in schema() if one["name"] == name), None)
    if unit == "boolean":
        return {"true": True, "false": False}.get(text.lower(), text)
    if unit == "list":
        return [one.strip() for one in text.split(",") if one.strip()]
    if unit == "count" and text.removeprefix("-").isdecimal():
        return int(text)
    return text


def together(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Return a decorator that adds options, so that help lists them in this order."""

    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def recorded(file: Path | None) -> dict[str, Any]:
    """Return the option that has a server record its default tenant into a file, if any."""
    if file is None:
        return {}
    from mockplatform.recording.attending import recording_to

    return {"attend": recording_to(file)}


tenant_options = together(
    click.option(
        "--setting",
        "settings",
        multiple=True,
        metavar="NAME=VALUE",
        callback=parse_settings,
        help="A setting of the tenant, such as inactivity=15m. May be repeated.",
    ),
    click.option(
        "--seed",
        type=click.IntRange(0, SEED_MAX),
        help="The same seed makes the same run. Without it one is drawn and printed.",
    ),
)

server_options = together(
    click.option(
        "--store",
        default="memory",
        show_default=True,
        metavar="memory|sqlite:///FILE",
        help="Where events are kept.",
    ),
    click.option(
        "--fixture",
        default="default",
        show_default=True,
        metavar="NAME|FILE",
        help="What the tenant begins with: a shipped fixture, or a YAML or JSON file.",
    ),
    tenant_options,
    click.option(
        "--admin-token",
        envvar="MOCKPLATFORM_ADMIN_TOKEN",
        metavar="TEXT",
        help="What the admin API asks for. Made and printed when --host is no loopback address.",
    ),
    click.option(
        "--tls",
        is_flag=False,
        flag_value="localhost",
        metavar="[=NAME]",
        help="Serve https with a throw-away certificate, and say how to trust it.",
    ),
    click.option(
        "--tls-domain",
        "tls_domains",
        multiple=True,
        metavar="DOMAIN",
        callback=parse_list,
        help="Serve https also as api., login., webmessaging., api-cdn., apps. and streaming. "
        "of it. May be repeated, or have commas.",
    ),
    click.option(
        "--record",
        "record_file",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Write the run of the default tenant there, for `replay`.",
    ),
    click.option("--log-requests", is_flag=True, help="Log a line for each request."),
    click.option(
        "--log-format",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="How logs are written to standard error.",
    ),
)

address_options = together(
    click.option(
        "--url",
        envvar="MOCKPLATFORM_URL",
        default=f"http://localhost:{DEFAULT_PORT}",
        show_default=True,
        metavar="URL",
        help="Where the platform runs. Also: MOCKPLATFORM_URL.",
    ),
    click.option(
        "--tenant",
        envvar="MOCKPLATFORM_TENANT",
        default="default",
        show_default=True,
        metavar="ID",
        help="Which tenant is meant. Also: MOCKPLATFORM_TENANT.",
    ),
    click.option(
        "--admin-token",
        envvar="MOCKPLATFORM_ADMIN_TOKEN",
        default="",
        metavar="TEXT",
        help="The admin API's token. Also: MOCKPLATFORM_ADMIN_TOKEN.",
    ),
    click.option(
        "--ca",
        "ca_file",
        envvar="MOCKPLATFORM_CA",
        default="",
        metavar="FILE",
        help="The authority that `serve --tls` wrote. Also: MOCKPLATFORM_CA.",
    ),
)
