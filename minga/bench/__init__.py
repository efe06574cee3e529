"""Benchmarks: our own work beside a peer doing the same, in one run, their answers compared."""
