"""The HTTP side: routes, bodies, and how refusals become problems."""
