"""Owns the table of the records' admin routes."""

from __future__ import annotations

from mockplatform.admin import records
from mockplatform.admin.table import route

ROUTES = (
    route("POST /record/start", records.start, "Record the run", {200: records.RecordView}),
    route("POST /record/stop", records.stop, "Stop recording", {200: records.RecordView}),
    route("GET /record/state", records.state, "How it stands", {200: records.RecordView}),
    route("GET /record", records.get, "Fetch the record as JSON lines", {200: bytes}),
    route("DELETE /record", records.remove, "Take the record away", {204: None}),
)
