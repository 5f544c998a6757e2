"""What Prometheus reads at `/metrics`. Labels are bounded: routes and names, never ids."""

from prometheus_client import Counter, Gauge, Histogram

REQUEST_SECONDS = Histogram(
    "siyu_http_request_seconds",
    "Requests and the time to answer them",
    ["route", "status"],
    buckets=(0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
JOBS = Counter("siyu_jobs_total", "Jobs by outcome", ["job", "outcome"])
BATCH_SIZE = Histogram("siyu_batch_size", "Items in one micro-batch", ["batch"], buckets=(1, 2, 5, 10, 50, 100, 500))
REDIS_OUTAGES = Counter("siyu_redis_outages_total", "Redis calls that failed, by what was done instead", ["fallback"])
VENDOR_CALLS = Counter("siyu_vendor_calls_total", "Calls to outside platforms", ["vendor", "outcome"])
DATABASE_FREE = Gauge("siyu_database_connections_free", "Idle connections of the pool")
WECOM_CALLBACKS = Counter("siyu_wecom_callbacks_total", "WeCom callbacks by what became of them", ["outcome"])
