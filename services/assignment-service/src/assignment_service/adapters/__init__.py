"""The ports over MongoDB and in memory."""
