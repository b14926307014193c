"""Two small services that use the whole kit, for tests that hurt real processes."""
