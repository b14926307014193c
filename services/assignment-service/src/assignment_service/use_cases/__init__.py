"""What can be done with assignments: one verb per file."""
