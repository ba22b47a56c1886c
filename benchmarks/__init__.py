"""Benchmarks: each case runs ours and a peer on the same data and checks that they agree."""
