"""Statistics of samples: how sure an error rate is that was seen on a part."""

from __future__ import annotations

from math import sqrt

Z_95 = 1.959963984540054
"""Two-sided 95 % quantile of the normal distribution."""


def wilson_interval(hits: int, seen: int, z: float = Z_95) -> tuple[float, float] | None:
    """Return the score interval (low, high) of a share of `hits` in `seen`; None where nothing was seen.

    E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the
    American Statistical Association 22 (1927), 209-212; also NIST/SEMATECH e-Handbook of Statistical
    Methods, section 7.2.4.1. Unlike the plain normal interval it stays within 0..1 and
    holds for small samples and for shares near 0 or 1. Raises ValueError unless 0 <= hits <= seen.
    """
    if not 0 <= hits <= seen:
        raise ValueError(f"{hits} hits in {seen}")
    if seen == 0:
        return None
    share = hits / seen
    square = z * z
    middle = share + square / (2 * seen)
    half = z * sqrt(share * (1 - share) / seen + square / (4 * seen * seen))
    scale = 1 + square / seen
    low = 0.0 if hits == 0 else max(0.0, (middle - half) / scale)
    high = 1.0 if hits == seen else min(1.0, (middle + half) / scale)
    return low, high
