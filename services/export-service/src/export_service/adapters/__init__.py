"""export-service on MongoDB and the object store, and in memory."""
