"""Owns histograms: how many came when, in buckets of one length. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Histogram(NamedTuple):
    """How many came when.

    Attributes:
        bucket_s: How long a bucket is.
        counts: How many came in which bucket, by its number: bucket `n` begins at `n * bucket_s`.
            Those in which nobody came are left out.
    """

    bucket_s: float
    counts: Counter[int]

    @property
    def first(self) -> int:
        """The number of the first bucket; 0 where nobody came."""
        return min(self.counts, default=0)

    @property
    def size(self) -> int:
        """How many buckets there are from the first to the last one, the empty ones too."""
        return max(self.counts) - self.first + 1 if self.counts else 0

    @property
    def total(self) -> int:
        """How many came."""
        return self.counts.total()

    @property
    def peak(self) -> int:
        """How many came in the fullest bucket."""
        return max(self.counts.values(), default=0)

    @property
    def mean(self) -> float:
        """How many came in a bucket on average."""
        return self.total / self.size if self.counts else 0.0

    @property
    def peak_to_mean(self) -> float:
        """1 where they came evenly; the higher, the more they came together."""
        return self.peak / self.mean if self.counts else 0.0

    def buckets(self) -> Iterator[tuple[float, int]]:
        """Yield when each bucket begins and how many came in it, the empty ones too."""
        for number in range(self.first, self.first + self.size):
            yield number * self.bucket_s, self.counts[number]


def histogram(times: Iterable[float], bucket_s: float) -> Histogram:
    """Return the histogram of some times."""
    return Histogram(bucket_s, Counter(math.floor(at / bucket_s) for at in times))
