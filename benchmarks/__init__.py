"""Benchmarks: each case beside its peers in the same run, never in the ordinary tests."""
