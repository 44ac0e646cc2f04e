"""The figures in the words of Prometheus."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from app.ops import metrics

KIND = 'text/plain; version=0.0.4; charset=utf-8'
COUNTERS = {
    metrics.JOBS: ('Jobs that ended, by area and outcome', ('area', 'outcome')),
    metrics.AUDIO_S: ('Length of the sound that jobs have done, in seconds', ('area',)),
    metrics.WORK_S: ('Time that workers took for it, in seconds', ('area',)),
    metrics.SIGN_UPS: ('Accounts that were made', ()),
}
GAUGES = {
    metrics.ACTIVE_USERS: ('levelmix_active_users', 'People who did something today (UTC)'),
    metrics.QUEUE_AGE_S: ('levelmix_queue_age_seconds', 'Age of the oldest job that waits'),
    metrics.UNTIL: ('levelmix_counted_until_timestamp_seconds', 'Up to when a worker has counted'),
}


class _Collector:
    """What `prometheus_client` asks for all metrics."""

    def collect(self) -> Iterator[Metric]:
        """Read them from the database, now."""
        counted, now = metrics.sums()
        for name, (words, labels) in COUNTERS.items():
            family = CounterMetricFamily(f'levelmix_{name}', words, labels=labels)
            for found in (one for one in counted if one.name == name):
                family.add_metric([found.dimensions[label] for label in labels], found.value)
            yield family
        for name, (called, words) in GAUGES.items():
            yield GaugeMetricFamily(called, words, value=now[name])


def exposition() -> bytes:
    """All metrics as text."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collector())
    return generate_latest(registry)
