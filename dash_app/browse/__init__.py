"""The overview: all layers of a run on one map, and what is at any place of it."""
