"""What dataset-service hears."""
