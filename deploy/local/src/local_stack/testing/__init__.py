"""Real servers for tests: pytest fixtures and a whole Earmark that a test can start, hurt and stop."""
