"""Measurements for `make bench`: how fast, as ratios to things run beside it."""
