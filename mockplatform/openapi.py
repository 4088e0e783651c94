"""Owns the OpenAPI 3.1 document, derived from the records of routes and the types they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from types import UnionType
from typing import Any, NamedTuple, get_args

import msgspec
from msgspec import Struct

from mockplatform import docstrings
from mockplatform.edge.limits import FORM, MERGE_PATCH
from mockplatform.edge.limits import JSON as JSON_TYPE
from mockplatform.edge.route import Auth, Dialect, Route
from mockplatform.limits import LIMITS
from mockplatform.version import __version__

REF = "#/components/schemas/$"
ACCESS_TOKEN = "accessToken"  # noqa: S105 - the scheme's name, no secret
ADMIN_TOKEN = "adminToken"  # noqa: S105 - as above
_PARAMETER = re.compile(r"\{(\w+)\}")
_WORD = re.compile(r"[A-Za-z0-9]+")
_SEQ = {"type": "integer", "minimum": 0, "maximum": 2**53}
_PAGE = {"type": "integer", "minimum": 1, "maximum": LIMITS.page_size_max}
_QUERY_SCHEMAS: dict[str, dict[str, Any]] = {
    "after": _SEQ,
    "since": _SEQ,
    "limit": _PAGE,
    "pageSize": _PAGE,
    "genesys pageSize": {**_PAGE, "maximum": LIMITS.listing_page_size_max},
    "genesys pageNumber": {"type": "integer", "minimum": 1, "maximum": LIMITS.page_number_max},
    "/api/v2/webmessaging/messages pageSize": _PAGE,
    "cxone page": {"type": "integer", "minimum": 1, "maximum": LIMITS.page_number_max},
    "cxone size": _PAGE,
    "private": {"type": "boolean"},
    "/__admin/board limit": {**_PAGE, "maximum": LIMITS.board_rows_max},
    "/__admin/journal limit": {**_PAGE, "maximum": LIMITS.journal_entries_default},
}
"""What a query's parameter may be, where that is not just any text."""


class ErrorShape(NamedTuple):
    """How a dialect writes errors."""

    type: type[Struct]
    content_type: str = JSON_TYPE


Errors = Mapping[Dialect, ErrorShape]


def document(routes: Iterable[Route], errors: Errors) -> bytes:
    """Return the document of all routes, as JSON."""
    return msgspec.json.encode(describe(tuple(routes), errors))


def describe(routes: tuple[Route, ...], errors: Errors) -> dict[str, Any]:
    """Return the document of all routes.

    Args:
        routes: The records; each is in the document.
        errors: How each dialect of the routes writes errors.
    """
    types = _types(routes, errors)
    schemas, components = _short_names(
        *msgspec.json.schema_components(types, ref_template=REF.replace("$", "{name}"))
    )
    schema_of = {_key(type_): schema for type_, schema in zip(types, schemas, strict=True)}
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        operation = _operation(route, errors[route.dialect], schema_of)
        for other in _others(route):
            shown = _operation(other, errors[other.dialect], schema_of)
            operation = _joined(operation, shown)
        paths.setdefault(route.path, {})[route.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "mockplatform",
            "version": __version__,
            "description": "A mock contact-center platform: the widget API and the admin API.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [
            {"url": "/", "description": "The default tenant, or the one that a token names"},
            {
                "url": "/t/{tenant}",
                "description": "A tenant by its id, in front of every path",
                "variables": {"tenant": {"default": "default"}},
            },
        ],
        "tags": [{"name": name} for name in sorted({one.dialect.name for one in routes})],
        "paths": paths,
        "components": {"schemas": _with_help(components), "securitySchemes": _SECURITY_SCHEMES},
    }


def _others(route: Route) -> list[Route]:
    """Return what answers on a route's path instead, in other dialects."""
    marked = None if route.marked is None else route.marked[1]
    return [one for one in (route.staff, marked) if one is not None]


_SECURITY_SCHEMES = {
    ACCESS_TOKEN: {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "POST /api/v2/widget/auth/token gives one; it ends, and is renewed.",
    },
    ADMIN_TOKEN: {
        "type": "http",
        "scheme": "bearer",
        "description": "Needed where the server was started with one.",
    },
}


def _short_names(schemas: Any, components: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """Return schemas in which names that two modules gave have their dialect's in front."""
    text = msgspec.json.encode([schemas, components]).decode()
    for long in [name for name in components if "." in name]:
        owner, *inner = long.split(".")[1:]
        dialect = inner[0] if owner == "dialects" else owner
        short = dialect.capitalize() + inner[-1]
        assert f'"{short}":' not in text, f"{short} is there twice"
        text = text.replace(REF.replace("$", long), REF.replace("$", short))
        text = text.replace(f'"{long}":', f'"{short}":')
    named: tuple[list[Any], dict[str, Any]] = tuple(msgspec.json.decode(text))
    return named


def _with_help(components: dict[str, Any]) -> dict[str, Any]:
    """Return schemas whose members have what their type's docstring says of them."""
    told: dict[str, Any] = {}
    for name, schema in components.items():
        text, attributes = docstrings.parts(schema.get("description", ""))
        members = {**schema.get("properties", {})}
        for attribute, help_ in attributes.items():
            if on_the_wire := _member(attribute, members):
                help_text = {"description": help_.replace("``", "`")}
                members[on_the_wire] = {**members[on_the_wire], **help_text}
        changed = {"description": text, "properties": members} if attributes else {}
        told[name] = {**schema, **changed}
    return told


def _member(attribute: str, members: Mapping[str, Any]) -> str:
    """Return what an attribute is called in JSON; "" for one that is not told."""
    first, *more = attribute.rstrip("_").split("_")
    camel = first + "".join(word.capitalize() for word in more)
    return next((one for one in (attribute, camel) if one in members), "")


def _key(type_: Any) -> str:
    return repr(type_)  # some types, such as dict[str, Any], are not the same object each time


def _types(routes: Iterable[Route], errors: Errors) -> list[Any]:
    """Return every type that the document names, each once."""
    named: dict[str, Any] = {}
    for route in (one for each in routes for one in (each, *_others(each))):
        for type_ in (route.body, *route.answers.values(), errors[route.dialect].type):
            if type_ not in (None, bytes):
                named |= {_key(part): part for part in _parts(type_)}
    return list(named.values())


def _parts(type_: Any) -> tuple[Any, ...]:
    """Return the types of which an answer has one, where no member tells which."""
    parts = get_args(type_) if isinstance(type_, UnionType) else ()
    are_many = sum(isinstance(one, type) and issubclass(one, Struct) for one in parts) > 1
    return parts if are_many else (type_,)


def _schema(type_: Any, schema_of: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of an answer's type."""
    schemas: list[dict[str, Any]] = [schema_of[_key(one)] for one in _parts(type_)]
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}


def _operation(route: Route, error: ErrorShape, schema_of: Mapping[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": operation_id(route),
        "summary": route.summary,
        "tags": [route.dialect.name],
        "responses": _responses(route, error, schema_of),
        "security": _security(route),
    }
    parameters = [*_path_parameters(route), *_query_parameters(route)]
    if parameters:
        operation["parameters"] = parameters
    if route.takes is not None:
        operation["requestBody"] = _request_body(route, schema_of[_key(route.body)])
    elif route.raw:
        operation["requestBody"] = {"required": True, "content": {"*/*": {}}}
    return operation


def _joined(customers: dict[str, Any], staff: dict[str, Any]) -> dict[str, Any]:
    """Return one operation for what two dialects answer on one path, without bodies."""
    responses = {**staff["responses"], **customers["responses"]}
    for status, answer in responses.items():
        told = [one["responses"].get(status, {}).get("content") for one in (customers, staff)]
        if all(told):
            schemas = [content[JSON_TYPE]["schema"] for content in told]
            responses[status] = {**answer, "content": {JSON_TYPE: {"schema": {"anyOf": schemas}}}}
    parameters = [*customers.get("parameters", ()), *staff.get("parameters", ())]
    return {**customers, "parameters": parameters, "responses": responses}


def operation_id(route: Route) -> str:
    """Return a name for a route that no other has."""
    words = _WORD.findall(route.path)
    return route.method.lower() + "".join(word[0].upper() + word[1:] for word in words)


def _security(route: Route) -> list[dict[str, Any]]:
    # A socket without a scope asks for no token: something else opens it.
    if route.auth is Auth.BEARER or (route.auth is Auth.SOCKET and route.scope):
        return [{ACCESS_TOKEN: sorted(route.scope)}]
    # An empty object says that it also goes without.
    return [{}, {ADMIN_TOKEN: []}] if route.dialect.guard is not None else []


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for name in _PARAMETER.findall(route.path)
    ]


def _query_parameters(route: Route) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "query",
            "description": help_,
            "schema": _query_schema(route, name),
        }
        for name, help_ in route.query.items()
    ]


def _query_schema(route: Route, name: str) -> dict[str, Any]:
    if name in route.choices:
        return {"type": "string", "enum": list(route.choices[name])}
    known = _QUERY_SCHEMAS
    keys = (f"{route.path} {name}", f"{route.dialect.name} {name}", name)
    return next((known[key] for key in keys if key in known), {"type": "string"})


def _request_body(route: Route, schema: Any) -> dict[str, Any]:
    kinds = [JSON_TYPE]
    if route.form:
        kinds.append(FORM)
    if route.method == "PATCH":
        kinds.append(MERGE_PATCH)
    return {
        "required": _is_required(route.body),
        "content": {k: {"schema": schema} for k in kinds},
    }


def _is_required(type_: Any) -> bool:
    """Whether an empty body would be refused; for a struct it stands for an empty object.

    Where `null` is taken, none at all is too.
    """
    if type(None) in get_args(type_):
        return False
    if not (isinstance(type_, type) and issubclass(type_, Struct)):
        return True
    return any(one.required for one in msgspec.structs.fields(type_))


def _responses(route: Route, error: ErrorShape, schema_of: Mapping[str, Any]) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    for status, type_ in route.answers.items():
        answer: dict[str, Any] = {"description": HTTPStatus(status).phrase}
        if type_ is bytes:
            answer["content"] = {"*/*": {}}
        elif type_ is not None:
            whole = {JSON_TYPE: {"schema": _schema(type_, schema_of)}}
            answer["content"] = {**whole, **{kind: {} for kind in route.also}}
        responses[str(status)] = answer
    refused = {error.content_type: {"schema": schema_of[_key(error.type)]}}
    for status in _refusals(route):
        responses[str(status)] = {"description": HTTPStatus(status).phrase, "content": refused}
    responses["default"] = {"description": "Any other refusal", "content": refused}
    return responses


def _refusals(route: Route) -> list[int]:
    """Return the statuses with which a route is known to refuse."""
    statuses = {404}  # also where the path's tenant is unknown
    if route.query or route.takes is not None:
        statuses.add(400)
    if route.auth in (Auth.BEARER, Auth.SOCKET) or route.dialect.guard is not None:
        statuses |= {401, 403}
    if route.takes is not None or route.raw:
        statuses |= {408, 413, 415}
    if route.method not in ("GET", "HEAD"):
        statuses.add(409)
    if route.auth is Auth.SOCKET or 101 in route.gives:  # noqa: PLR2004 - HTTP's Switching Protocols
        statuses |= {409, 426}
    return sorted(statuses - set(route.gives))
