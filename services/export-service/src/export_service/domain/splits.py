"""Splitting rows by ratio with a seed: exact sizes, without holding the rows."""

from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate

from contracts.allocation import Permutation


def split_sizes(shares: Mapping[str, float], n: int) -> dict[str, int]:
    """Return how many of ``n`` rows each split gets: by its share and largest remainder (ties: first named)."""
    whole = sum(shares.values())
    exact = {name: n * share / whole for name, share in shares.items()}
    sizes = {name: int(quota) for name, quota in exact.items()}
    by_remainder = sorted(shares, key=lambda name: sizes[name] - exact[name])
    for name in by_remainder[: n - sum(sizes.values())]:
        sizes[name] += 1
    return sizes


class Splitter:
    """Says which split the i-th of ``n`` rows belongs to: rows are laid out by a permutation keyed by the seed (see
    `contracts.allocation`) and each split owns a range of positions, in the order the splits are named."""

    def __init__(self, shares: Mapping[str, float], seed: int, n: int) -> None:
        sizes = split_sizes(shares, n)
        self.names = tuple(sizes)
        self._ends = tuple(accumulate(sizes.values()))
        self._permutation = Permutation(f"earmark.split.v1/{seed}", max(n, 1))

    def split_of(self, index: int) -> str:
        """Return the name of the split of row ``index`` (0..n-1)."""
        return self.names[bisect_right(self._ends, self._permutation.position_of(index))]
