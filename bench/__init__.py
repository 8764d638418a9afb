"""Benchmarks: each prints its figure beside its limit or peer from the same run (`make bench`)."""
