"""Owns how a SQL store is laid out, and each statement that is run on it.

    mockplatform_schema   one row: the schema number of what is stored
    tenant                a key for each name; a name set to null is a tenant that was dropped
    event                 one row an event; `position` is the order in which they came

Events name their tenant by its key: dropping a tenant is one small change, a tenant of
the same name begins with a new key at once, and the old rows go later, slice by slice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    ClauseElement,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.compiler import SQLCompiler

METADATA = MetaData()

SCHEMA = Table("mockplatform_schema", METADATA, Column("number", Integer, nullable=False))

TENANT = Table(
    "tenant",
    METADATA,
    Column("key", Integer, primary_key=True),
    Column("name", Text, unique=True),
)

EVENT = Table(
    "event",
    METADATA,
    Column("position", Integer, primary_key=True),
    Column("tenant", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("once_key", Text),
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("tenant", "kind", "id", "version"),
)

_IS_FIRST = EVENT.c.version == literal_column("1")  # A literal, so that the index below is used.

Index(
    "event_once",
    *EVENT.c["tenant", "kind", "id", "once_key"],
    unique=True,
    sqlite_where=EVENT.c.once_key.is_not(None),
)
Index("event_first", EVENT.c.tenant, EVENT.c.position, sqlite_where=_IS_FIRST)


class Statement:
    """A statement as SQLite reads it, with its parameters in their order."""

    def __init__(self, clause: ClauseElement, *columns: str) -> None:
        compiled = clause.compile(dialect=sqlite.dialect(), column_keys=columns or None)
        assert isinstance(compiled, SQLCompiler)
        self.sql = str(compiled)
        self._names = tuple(compiled.positiontup or ())
        self._constants = compiled.params
        assert not columns or self._names == columns, "rows are handed over in this order"

    def values(self, given: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the parameters in their order: those given, else the statement's own."""
        return tuple(
            given[name] if name in given else self._constants[name] for name in self._names
        )


_OF_STREAM = (
    EVENT.c.tenant == bindparam("tenant"),
    EVENT.c.kind == bindparam("kind"),
    EVENT.c.id == bindparam("id"),
)
_SLICE = (
    select(EVENT.c.position).where(EVENT.c.tenant == bindparam("tenant")).limit(bindparam("count"))
)

ADD_TENANT = Statement(insert(TENANT), "key", "name")
ADD_EVENT = Statement(insert(EVENT), "tenant", "kind", "id", "version", "once_key", "body")
BODIES = Statement(select(EVENT.c.body).where(*_OF_STREAM).order_by(EVENT.c.version))
HEAD = Statement(select(func.coalesce(func.max(EVENT.c.version), 0)).where(*_OF_STREAM))
VOID = Statement(
    update(EVENT)
    .where(*_OF_STREAM, EVENT.c.version == bindparam("before"))
    .values(body=bindparam("stand_in"))
)
FORGET = Statement(delete(EVENT).where(*_OF_STREAM))
DROP = Statement(update(TENANT).where(TENANT.c.key == bindparam("tenant")).values(name=None))
FREE_SLICE = Statement(delete(EVENT).where(EVENT.c.position.in_(_SLICE)))
FREE_KEY = Statement(delete(TENANT).where(TENANT.c.key == bindparam("tenant")))
KEYS = Statement(select(TENANT.c.key, TENANT.c.name).order_by(TENANT.c.key))
TENANTS = Statement(
    select(TENANT.c.name)
    .where(TENANT.c.name.is_not(None), exists().where(EVENT.c.tenant == TENANT.c.key))
    .order_by(TENANT.c.key)
)
STREAMS = Statement(
    select(EVENT.c.position, EVENT.c.kind, EVENT.c.id)
    .where(EVENT.c.tenant == bindparam("tenant"), _IS_FIRST)
    .where(EVENT.c.position > bindparam("after"))
    .order_by(EVENT.c.position)
    .limit(bindparam("count"))
)
