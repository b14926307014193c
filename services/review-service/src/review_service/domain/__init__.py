"""The rules of review: the standard library and the pure parts of the contracts, nothing else."""
