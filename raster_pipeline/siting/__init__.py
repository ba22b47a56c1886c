"""Restoration siting over a finished run: candidates, the choice, and the child run of it."""
