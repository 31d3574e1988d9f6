"""Benchmarks: ratios to peers that run in the same call. `make bench` runs them; tests never assert a time."""
