"""HTTP, Kafka, MongoDB, authentication and telemetry plumbing; no word of Earmark's domain."""
