"""The embedded stack: everything Earmark needs on one machine, started and stopped together.

For development, tests and trying Earmark out. Every server binds 127.0.0.1 and none asks for a password.
"""
