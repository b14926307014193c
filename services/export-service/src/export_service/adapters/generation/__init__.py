"""Generation: finals are spooled from a snapshot, written in the chosen formats, and published to the store."""
