"""Owns the table of the faults' admin routes."""

from __future__ import annotations

from typing import Any

from mockplatform.admin import fault_kinds, faults
from mockplatform.admin.table import route
from mockplatform.edge.route import Late


def _fault() -> Any:
    from mockplatform.faults.fault import Fault

    return Fault


def _faults() -> Any:
    from mockplatform.admin.fault_bodies import FaultsBody

    return FaultsBody


ROUTES = (
    route("GET /faults", faults.listing, "List the faults", {200: faults.FaultList}),
    route(
        "POST /faults",
        faults.create,
        "Set a fault",
        {201: faults.FaultView},
        takes=Late(_fault),
        noted=True,
    ),
    route(
        "PUT /faults",
        faults.put_all,
        "Set the faults, all of them",
        {200: faults.FaultList},
        takes=Late(_faults),
        noted=True,
    ),
    route("DELETE /faults", faults.clear, "Take all faults away", {204: None}, noted=True),
    route(
        "GET /faults/kinds",
        fault_kinds.listing,
        "List the kinds of faults",
        {200: fault_kinds.KindList},
    ),
    route("GET /faults/{id}", faults.get, "Show a fault", {200: faults.FaultView}),
    route(
        "PUT /faults/{id}",
        faults.put,
        "Set a fault, or replace it",
        {200: faults.FaultView, 201: faults.FaultView},
        takes=Late(_fault),
        noted=True,
    ),
    route("DELETE /faults/{id}", faults.remove, "Take a fault away", {204: None}, noted=True),
)
