"""Restoration siting: weights, scores, the choice of sites as a proven program, its reasons."""
