"""What export-service does, one verb per file."""
