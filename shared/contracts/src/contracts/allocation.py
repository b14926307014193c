"""Who gets which record: a keyed permutation lays the records out, and each person owns a range of positions.

The permutation is a bijection on the ordinals 0..n-1 that can be computed for one ordinal alone, so listing
batches may be handed out in any order, twice, or in parallel. Any language can repeat it exactly
(`shared/contracts/vectors/allocation.json` holds golden vectors):

1. n is 1 to 2**32. a = ceil(sqrt(n)) and b = ceil(n / a), in whole numbers; so n <= a*b < n + a.
2. Eight rounds i = 0..7. Round i has a table of b numbers below a (i even), or of a numbers below b (i odd).
   Entry j of it is w(i, j) mod its bound, where w(i, j) is the big-endian unsigned 32-bit word j % 8 (bytes
   4*(j % 8) to 4*(j % 8) + 3) of SHA-256(key || byte i || the 4-byte big-endian number j // 8). The key is
   bytes; a string is its UTF-8. A task's key is the string "earmark.allocation.v1/<purpose>/<task id>".
3. One pass of the network turns x in 0..a*b-1 into another: L = x // b, R = x % b; round i sets
   L = (L + T_i[R]) mod a (i even), or R = (R + T_i[L]) mod b (i odd); the result is L * b + R.
4. Cycle walking: position(x) is the first value below n of pass(x), pass(pass(x)), ... The inverse runs the
   rounds backwards with subtraction, and walks likewise.

This is the generalised Feistel network of J. Black and P. Rogaway, "Ciphers with Arbitrary Finite Domains",
CT-RSA 2002. It mixes fairly; it hides nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate
from math import isqrt
from struct import unpack

ROUNDS = 8
LARGEST = 2**32
ANNOTATORS = "annotators"
REVIEWERS = "reviewers"


class QuantitiesDoNotAddUp(ValueError):
    """The annotators' numbers of records are not what the dataset has: `given` and `needed` say both."""

    def __init__(self, given: int, needed: int) -> None:
        super().__init__(f"the quantities add up to {given}, the dataset has {needed}")
        self.given = given
        self.needed = needed


def allocation_key(task: str, purpose: str) -> str:
    """Return the key of a task's permutation for a purpose (ANNOTATORS or REVIEWERS)."""
    return f"earmark.allocation.v1/{purpose}/{task}"


class Permutation:
    """A keyed bijection on 0..n-1, as the module's docstring says; holds about 8 * sqrt(n) numbers."""

    __slots__ = ("_a", "_b", "_tables", "n")

    def __init__(self, key: bytes | str, n: int) -> None:
        if not 1 <= n <= LARGEST:
            raise ValueError(f"a permutation of {n} records; 1 to 2**32 are possible")
        self.n = n
        root = isqrt(n)
        self._a = a = root if root * root == n else root + 1
        self._b = b = -(-n // a)
        raw = key.encode() if isinstance(key, str) else key
        self._tables = tuple(_table(raw, i, *((b, a) if i % 2 == 0 else (a, b))) for i in range(ROUNDS))

    def position_of(self, ordinal: int) -> int:
        """Return the position of one ordinal."""
        self._check(ordinal)
        return self.positions_of(range(ordinal, ordinal + 1))[0]

    def positions_of(self, ordinals: Iterable[int]) -> list[int]:
        """Return the positions of many ordinals, in their order; under a microsecond for each.

        The ordinals are trusted to lie in 0..n-1.
        """
        n, a, b = self.n, self._a, self._b
        t0, t1, t2, t3, t4, t5, t6, t7 = self._tables
        positions: list[int] = []
        put = positions.append
        for x in ordinals:
            left, right = divmod(x, b)
            while True:
                left = (left + t0[right]) % a
                right = (right + t1[left]) % b
                left = (left + t2[right]) % a
                right = (right + t3[left]) % b
                left = (left + t4[right]) % a
                right = (right + t5[left]) % b
                left = (left + t6[right]) % a
                right = (right + t7[left]) % b
                if (x := left * b + right) < n:
                    break
            put(x)
        return positions

    def ordinal_at(self, position: int) -> int:
        """Return the ordinal that lies at a position."""
        self._check(position)
        a, b = self._a, self._b
        x = position
        while True:
            left, right = divmod(x, b)
            for i in range(ROUNDS - 1, -1, -1):
                if i % 2 == 0:
                    left = (left - self._tables[i][right]) % a
                else:
                    right = (right - self._tables[i][left]) % b
            if (x := left * b + right) < self.n:
                return x

    def _check(self, index: int) -> None:
        if not 0 <= index < self.n:
            raise IndexError(f"{index} is not in 0..{self.n - 1}")


def permutation(key: bytes | str, n: int) -> Permutation:
    """Return the permutation of 0..n-1 for a key."""
    return Permutation(key, n)


def _table(key: bytes, round: int, size: int, bound: int) -> list[int]:
    prefix = sha256(key + bytes([round]))
    words: list[int] = []
    for block in range(-(-size // 8)):
        digest = prefix.copy()
        digest.update(block.to_bytes(4, "big"))
        words.extend(unpack(">8I", digest.digest()))
    return [word % bound for word in words[:size]]


@dataclass(frozen=True, slots=True)
class Ranges:
    """Consecutive ranges of positions, one per user; empty ranges belong to nobody."""

    users: tuple[str, ...]
    ends: tuple[int, ...]
    """ends[i] is the first position after the range of users[i]."""

    @property
    def total(self) -> int:
        return self.ends[-1] if self.ends else 0

    def owner_of(self, position: int) -> str:
        """Return who owns a position; IndexError where it is not in 0..total-1."""
        if not 0 <= position < self.total:
            raise IndexError(f"{position} is not in 0..{self.total - 1}")
        return self.users[bisect_right(self.ends, position)]

    def owners_of(self, positions: Iterable[int]) -> list[str]:
        """Return the owners of many positions, which are trusted to lie in 0..total-1."""
        users, ends = self.users, self.ends
        return [users[bisect_right(ends, position)] for position in positions]

    def range_of(self, user: str) -> range:
        """Return the positions of a user; empty for somebody who is not here."""
        if user not in self.users:
            return range(0)
        index = self.users.index(user)
        return range(self.ends[index - 1] if index else 0, self.ends[index])


def annotator_ranges(quotas: Sequence[tuple[str, int]]) -> Ranges:
    """Return the ranges of positions of annotators with their quantities, in the order given."""
    users = tuple(user for user, _ in quotas)
    if len(set(users)) != len(users):
        raise ValueError("somebody is there twice")
    if any(quantity < 0 for _, quantity in quotas):
        raise ValueError("a quantity is negative")
    return Ranges(users, tuple(accumulate(quantity for _, quantity in quotas)))


def even_quantities(users: Sequence[str], given: Mapping[str, int], total: int) -> list[tuple[str, int]]:
    """Return each annotator's quantity, in the order of `users`.

    Who has no number in `given` shares the rest evenly; what does not divide goes to the first of them.
    Raises QuantitiesDoNotAddUp where the numbers exceed `total`, or nobody is left to take the rest.
    """
    numbers = {user: given[user] for user in users if user in given}
    rest = total - sum(numbers.values())
    open_users = [user for user in users if user not in numbers]
    if rest < 0 or (rest > 0 and not open_users):
        raise QuantitiesDoNotAddUp(given=total - rest, needed=total)
    each, more = divmod(rest, len(open_users)) if open_users else (0, 0)
    evenly = {user: each + (1 if index < more else 0) for index, user in enumerate(open_users)}
    return [(user, numbers[user] if user in numbers else evenly[user]) for user in users]


def even_shares(users: Sequence[str], given: Mapping[str, int], total: int) -> list[tuple[str, int]]:
    """Return each reviewer's share of what is submitted, in the order of `users`; shares need not add up.

    Who has no number in `given` takes an even part of what the numbers leave of `total`; where that is
    less than one for each, as much as the others have on average. So they all get at least 1.
    """
    numbers = [given[user] for user in users if user in given]
    without = len(users) - len(numbers)
    if without == 0:
        return [(user, given[user]) for user in users]
    if total - sum(numbers) >= without:
        return even_quantities(users, given, total)
    mean = max(1, round(sum(numbers) / len(numbers))) if numbers else 1
    return [(user, given.get(user, mean)) for user in users]


def reviewer_shares(shares: Sequence[tuple[str, int]], total: int) -> Ranges:
    """Return the reviewers' ranges of `total` positions in proportion to their shares, by largest remainder.

    Equal remainders favour who comes first; shares that are all 0 count as equal. Positions are those of the
    task's REVIEWERS permutation, so each reviewer meets a fair mix of the annotators.
    """
    if not shares:
        raise ValueError("a review needs a reviewer")
    weights = [share for _, share in shares]
    if sum(weights) == 0:
        weights = [1] * len(shares)
    whole = sum(weights)
    quantities = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(shares)), key=lambda i: (-(total * weights[i] % whole), i))
    for index in by_remainder[: total - sum(quantities)]:
        quantities[index] += 1
    return annotator_ranges(
        [(user, quantity) for (user, _), quantity in zip(shares, quantities, strict=True)]
    )
