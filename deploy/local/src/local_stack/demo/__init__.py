"""The demo: a small team at work on real speech, made through the public API alone."""

from local_stack.demo.story import main

__all__ = ["main"]
