"""Figures for whoever watches over the bot, in the text form that Prometheus reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from statistics import quantiles

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from bot.store.database import Database
from bot.store.ledger import Figures

CONTENT_TYPE = CONTENT_TYPE_LATEST
_HOUR = dt.timedelta(hours=1)
_MOST = 10_000


class _Ledger(Collector):
    """How deliveries stand, as they were read from the ledger, whichever process made them."""

    def __init__(self, now: dt.datetime, figures: Sequence[tuple[Figures, Sequence[float]]]) -> None:
        self._now = now
        self._figures = figures

    def collect(self) -> Iterable[Metric]:
        waiting = _gauge("due", "Deliveries that are due and not settled.")
        oldest = _gauge("due_oldest_seconds", "How long the oldest of them has been due.")
        settled = _gauge("settled_day", "What became of deliveries within the last 24 hours.", "outcome")
        lag = _gauge("lag_seconds", "Seconds from due to posted within the last hour.", "quantile")
        for one, lags in self._figures:
            waiting.add_metric([one.platform], one.waiting)
            since = (self._now - one.oldest).total_seconds() if one.oldest else 0
            oldest.add_metric([one.platform], since)
            for outcome, number in one.settled.items():
                settled.add_metric([one.platform, outcome], number)
            for quantile, seconds in _quantiles(lags):
                lag.add_metric([one.platform, quantile], seconds)
        return (waiting, oldest, settled, lag)


async def figures(database: Database, now: dt.datetime) -> bytes:
    """Give the figures of all platforms; raise `Unavailable` when the database cannot be read."""
    async with database.reading_common() as common:
        found = await common.ledger.figures(now)
        lags = [await common.ledger.lags(one.platform, now - _HOUR, _MOST) for one in found]
    seconds = [[lag.total_seconds() for lag in some] for some in lags]
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Ledger(now, list(zip(found, seconds, strict=True))))
    return generate_latest(registry)


def _gauge(name: str, help_: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"onrecord_deliveries_{name}", help_, labels=["platform", *labels])


def _quantiles(lags: Sequence[float]) -> Iterator[tuple[str, float]]:
    if len(lags) == 1:
        yield from (("0.5", lags[0]), ("0.99", lags[0]))
    elif lags:
        cuts = quantiles(lags, n=100, method="inclusive")
        yield from (("0.5", cuts[49]), ("0.99", cuts[98]))
