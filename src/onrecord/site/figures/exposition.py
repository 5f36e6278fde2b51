"""Figures as Prometheus reads them."""

from collections.abc import Iterable, Iterator

from prometheus_client import Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

from onrecord.site.figures.families import BY_NAME
from onrecord.site.figures.noticeboard import Notice


class _Told(Collector):
    def __init__(self, notices: Iterable[Notice]) -> None:
        self._notices = notices

    def collect(self) -> Iterator[Metric]:
        metrics = {name: Metric(family.name, family.help, family.type) for name, family in BY_NAME.items()}
        for notice in self._notices:
            for name, values, value in notice.samples:
                family = BY_NAME.get(name)
                # In the middle of an upgrade a process of the other version may know other figures.
                if family is None or len(values) != len(family.labels):
                    continue
                labels = {**dict(zip(family.labels, values, strict=True)), "worker": notice.worker}
                _add(metrics[name], family.shown, labels, value)
        return iter([metric for metric in metrics.values() if metric.samples])


def _add(metric: Metric, shown: str, labels: dict[str, str], value: object) -> None:
    if isinstance(value, int | float):
        metric.add_sample(shown, labels, value)
    elif isinstance(value, list | tuple):
        counts, total, bounds = value
        so_far = 0
        for bound, count in zip([*bounds, float("inf")], counts, strict=True):
            so_far += count
            metric.add_sample(f"{shown}_bucket", {**labels, "le": _number(bound)}, so_far)
        metric.add_sample(f"{shown}_count", labels, so_far)
        metric.add_sample(f"{shown}_sum", labels, total)


def exposition(notices: Iterable[Notice], accept: str) -> tuple[bytes, str]:
    """The figures of these processes, and their content type: OpenMetrics for those who ask for it."""
    encode, content_type = choose_encoder(accept)
    return encode(_Told(notices)), content_type


def _number(bound: float) -> str:
    return str(floatToGoString(bound))  # type: ignore[no-untyped-call] # as the library has it
