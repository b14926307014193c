"""Real servers for tests: pytest fixtures and a whole Earmark that a test can start, hurt and stop."""

from local_stack.testing.stack import Stack

__all__ = ["Stack"]
