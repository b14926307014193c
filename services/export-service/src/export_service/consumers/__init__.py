"""What export-service hears."""
