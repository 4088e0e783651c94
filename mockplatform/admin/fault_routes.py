"""Owns the table of the faults' admin routes."""

from __future__ import annotations

from mockplatform.admin import faults
from mockplatform.admin.table import route
from mockplatform.faults.fault import Fault

ROUTES = (
    route("GET /faults", faults.listing, "List the faults", {200: faults.FaultList}),
    route("POST /faults", faults.create, "Set a fault", {201: faults.FaultView}, takes=Fault),
    route("DELETE /faults", faults.clear, "Take all faults away", {204: None}),
    route("GET /faults/{id}", faults.get, "Show a fault", {200: faults.FaultView}),
    route("DELETE /faults/{id}", faults.remove, "Take a fault away", {204: None}),
)
