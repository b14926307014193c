"""The promises between Earmark's services: events, topics, roles, the annotation schema, folding, allocation."""
