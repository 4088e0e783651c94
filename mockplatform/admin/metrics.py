"""Owns `GET /metrics`: figures for a scraper, derived when it asks and never before.

Needs the extra `metrics`; without it the route tells how to get it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from mockplatform.admin.context import Answered, context
from mockplatform.core.states import State
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import NotFound
from mockplatform.tenant import Tenant

if TYPE_CHECKING:
    from prometheus_client.core import Metric


class _Now:
    """Gives the figures as of now, each time that it is asked."""

    def __init__(self, tenants: Iterable[Tenant], answered: Answered) -> None:
        self._tenants = tuple(tenants)
        self._answered = answered

    def collect(self) -> Iterable[Metric]:
        """Return the figures."""
        return [*self._of_tenants(), self._conversations(), self._requests(), self._faults()]

    def _of_tenants(self) -> list[Metric]:
        from prometheus_client.core import GaugeMetricFamily

        tenants = self._tenants
        sockets = sum(len(one.channels) for one in tenants)
        evicted = sum(one.journal.evicted for one in tenants)
        entries = sum(len(one.journal) for one in tenants)
        return [
            GaugeMetricFamily("mockplatform_tenants", "Tenants", len(tenants)),
            GaugeMetricFamily("mockplatform_sockets", "Live sockets", sockets),
            GaugeMetricFamily("mockplatform_journal_entries", "Journal entries kept", entries),
            GaugeMetricFamily(
                "mockplatform_journal_evicted",
                "Journal entries dropped since the journals were last cleared",
                evicted,
            ),
        ]

    def _conversations(self) -> Metric:
        from prometheus_client.core import GaugeMetricFamily

        counts = Counter(
            state.state for tenant in self._tenants for state in tenant.conversations.values()
        )
        family = GaugeMetricFamily(
            "mockplatform_conversations", "Conversations by state", labels=["state"]
        )
        for state in State:
            family.add_metric([state.value], counts[state])
        return family

    def _requests(self) -> Metric:
        from prometheus_client.core import CounterMetricFamily

        family = CounterMetricFamily(
            "mockplatform_requests", "Answers since the start", labels=["method", "route", "status"]
        )
        for (method, path), statuses in self._answered.items():
            for status, count in statuses.items():
                family.add_metric([method, path, str(status)], count)
        return family

    def _faults(self) -> Metric:
        """What real errors are told from: injected ones, by kind."""
        from prometheus_client.core import CounterMetricFamily

        fired = Counter[str]()
        for tenant in self._tenants:
            fired.update(tenant.fired)
        family = CounterMetricFamily(
            "mockplatform_faults_fired", "Faults that fired, by kind", labels=["kind"]
        )
        for kind, count in sorted(fired.items()):
            family.add_metric([kind], count)
        return family


async def get(call: Call) -> Answer:
    """Give the figures of the whole server."""
    try:
        import prometheus_client
    except ImportError:
        raise NotFound(
            "The server was installed without metrics",
            hint="Install the extra: pip install 'mockplatform[metrics]'.",
        ) from None
    registry: Any = prometheus_client.CollectorRegistry()
    registry.register(_Now(call.platform.tenants.values(), context(call).answered))
    text = prometheus_client.generate_latest(registry)
    return Answer(200, text, {"Content-Type": prometheus_client.CONTENT_TYPE_LATEST})
