"""Kafka and MongoDB as containers, for `make test-containers`: on the machine's Docker engine or on one of its own."""
