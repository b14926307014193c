"""export-service over HTTP."""
