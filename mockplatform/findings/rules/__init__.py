"""Owns the table of rules; each has a file of its own."""

from __future__ import annotations

from mockplatform.findings.rule import Rule
from mockplatform.findings.rules.blind_reconnect import BlindReconnect
from mockplatform.findings.rules.cross_tab_overwrite import CrossTabOverwrite
from mockplatform.findings.rules.dead_conversation import DeadConversation
from mockplatform.findings.rules.duplicate_send import DuplicateSend
from mockplatform.findings.rules.gap_not_fetched import GapNotFetched
from mockplatform.findings.rules.message_lost_at_refresh import MessageLostAtRefresh
from mockplatform.findings.rules.missing_instance_id import MissingInstanceId
from mockplatform.findings.rules.nested_routing_data import NestedRoutingData
from mockplatform.findings.rules.no_backoff import NoBackoff
from mockplatform.findings.rules.no_jitter import NoJitter
from mockplatform.findings.rules.no_refresh import NoRefresh
from mockplatform.findings.rules.non_string_routing_values import NonStringRoutingValues
from mockplatform.findings.rules.oversized_routing_data import OversizedRoutingData
from mockplatform.findings.rules.pii_in_routing_data import PiiInRoutingData
from mockplatform.findings.rules.refresh_after_expiry import RefreshAfterExpiry
from mockplatform.findings.rules.refresh_in_flight import RefreshInFlight
from mockplatform.findings.rules.refresh_reuse import RefreshReuse
from mockplatform.findings.rules.refresh_too_late import RefreshTooLate
from mockplatform.findings.rules.retry_after_ignored import RetryAfterIgnored
from mockplatform.findings.rules.split_transcript import SplitTranscript
from mockplatform.findings.rules.token_in_url import TokenInUrl
from mockplatform.findings.rules.typing_stops_at_refresh import TypingStopsAtRefresh
from mockplatform.findings.rules.unstable_key_order import UnstableKeyOrder
from mockplatform.findings.rules.verbose_routing_data import VerboseRoutingData
from mockplatform.findings.rules.whole_transcript import WholeTranscript

RULES: tuple[type[Rule], ...] = (
    DuplicateSend,
    GapNotFetched,
    SplitTranscript,
    BlindReconnect,
    DeadConversation,
    WholeTranscript,
    TokenInUrl,
    NoBackoff,
    NoJitter,
    RetryAfterIgnored,
    RefreshAfterExpiry,
    NoRefresh,
    RefreshTooLate,
    RefreshReuse,
    RefreshInFlight,
    MessageLostAtRefresh,
    TypingStopsAtRefresh,
    OversizedRoutingData,
    NestedRoutingData,
    NonStringRoutingValues,
    CrossTabOverwrite,
    PiiInRoutingData,
    VerboseRoutingData,
    UnstableKeyOrder,
    MissingInstanceId,
)
"""In the order of the report; within a severity the worst first."""

BY_ID = {rule.about.id: rule for rule in RULES}
