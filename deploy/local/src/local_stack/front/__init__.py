"""The front: what belongs to no service. Login, health, problem pages, the API page."""
