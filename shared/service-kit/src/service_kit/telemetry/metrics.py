"""Every metric a service shows at ``/metrics``, by name and meaning; made once per process and passed
down."""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_LATENCY = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500)


class Metrics:
    """The metrics of one process, in a registry of their own."""

    def __init__(self) -> None:
        r = self.registry = CollectorRegistry()
        ProcessCollector(registry=r)
        PlatformCollector(registry=r)
        GCCollector(registry=r)

        # HTTP
        self.http_seconds = Histogram(
            "earmark_http_request_seconds",
            "Seconds from a request's arrival to its last byte (of a stream: to its first)",
            ("method", "route", "status"),
            buckets=_LATENCY,
            registry=r,
        )
        self.http_in_flight = Gauge(
            "earmark_http_requests_in_flight", "Requests being answered now", registry=r
        )
        self.live_streams = Gauge(
            "earmark_live_streams", "Clients that follow a document now", ("collection",), registry=r
        )
        self.jwks_fetches = Counter(
            "earmark_jwks_fetches",
            "Fetches of the issuer's keys, by outcome (ok, failed)",
            ("outcome",),
            registry=r,
        )

        # commands and transactions
        self.commands = Counter(
            "earmark_commands",
            "Commands by outcome (done, refused, replayed, failed)",
            ("outcome",),
            registry=r,
        )
        self.command_seconds = Histogram(
            "earmark_command_seconds",
            "Seconds from a command's start to its commit",
            buckets=_LATENCY,
            registry=r,
        )
        self.command_group = Histogram(
            "earmark_command_group_size", "Commands committed in one transaction", buckets=_SIZES, registry=r
        )
        self.transaction_reruns = Counter(
            "earmark_transaction_reruns",
            "Transactions run again after a conflict or a transient error",
            registry=r,
        )

        # publishing
        self.outbox_backlog = Gauge(
            "earmark_outbox_backlog", "Events committed but not yet published", registry=r
        )
        self.outbox_oldest = Gauge(
            "earmark_outbox_oldest_seconds", "Age of the oldest event that is not yet published", registry=r
        )
        self.published = Counter(
            "earmark_events_published", "Events acknowledged by Kafka", ("topic",), registry=r
        )
        self.publish_failures = Counter(
            "earmark_publish_failures", "Batches that Kafka did not take", ("reason",), registry=r
        )
        self.publish_seconds = Histogram(
            "earmark_publish_delay_seconds",
            "Seconds from an event's commit to its publishing",
            buckets=_LATENCY,
            registry=r,
        )
        self.relay_active = Gauge(
            "earmark_relay_active", "1 where this process publishes the outbox", registry=r
        )
        self.blocked = Gauge(
            "earmark_blocked_aggregates", "Aggregates whose next event cannot be published", registry=r
        )

        # consuming
        self.lag = Gauge(
            "earmark_consumer_lag",
            "Events of a partition not yet applied",
            ("topic", "partition"),
            registry=r,
        )
        self.last_success = Gauge(
            "earmark_consumer_last_success_seconds", "Unix time of the last poll that worked", registry=r
        )
        self.events = Counter(
            "earmark_events_consumed",
            "Events by outcome (applied, duplicate, skipped, waiting, dead)",
            ("topic", "outcome"),
            registry=r,
        )
        self.chunk_seconds = Histogram(
            "earmark_chunk_seconds",
            "Seconds from a chunk's start to its commit",
            ("topic",),
            buckets=_LATENCY,
            registry=r,
        )
        self.chunk_events = Histogram(
            "earmark_chunk_events",
            "Events applied in one transaction",
            ("topic",),
            buckets=_SIZES,
            registry=r,
        )
        self.event_delay = Histogram(
            "earmark_event_delay_seconds",
            "Seconds from an event's time to its being applied here",
            ("topic",),
            buckets=_LATENCY,
            registry=r,
        )
        self.retries = Counter(
            "earmark_chunk_retries", "Chunks run again after an error", ("topic", "error"), registry=r
        )
        self.waiting = Gauge("earmark_waiting_events", "Events in the waiting room", registry=r)
        self.waiting_oldest = Gauge(
            "earmark_waiting_oldest_seconds", "Age of the oldest event in the waiting room", registry=r
        )
        self.dead = Gauge(
            "earmark_dead_letters_open", "Dead letters neither redriven nor dropped", registry=r
        )
        self.dead_letters = Counter(
            "earmark_dead_letters", "Events that could not be handled", ("topic", "reason"), registry=r
        )
        self.rebuilds = Counter(
            "earmark_rebuilds", "Clients made anew by a watchdog (consumer, producer)", ("part",), registry=r
        )

        # jobs and decisions
        self.jobs_running = Gauge(
            "earmark_jobs_running", "Jobs worked on by this process", ("kind",), registry=r
        )
        self.jobs = Counter(
            "earmark_jobs",
            "Jobs ended, by outcome (done, failed, canceled, interrupted)",
            ("kind", "outcome"),
            registry=r,
        )
        self.job_steps = Counter("earmark_job_steps", "Chunks of jobs committed", ("kind",), registry=r)
        self.decisions = Counter(
            "earmark_decisions", "Set-wide decisions looked at", ("decider",), registry=r
        )

    def render(self) -> bytes:
        """Return the exposition text."""
        return generate_latest(self.registry)
