"""The rules of assignments, free of technology."""
