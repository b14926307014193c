"""Makes the embedded stack's fixtures (mongod, kafka, a whole Earmark) known to every test."""

pytest_plugins = ("local_stack.testing.plugin",)
