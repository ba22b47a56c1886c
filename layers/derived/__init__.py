"""Derived layers, one file each: computed block by block, by summaries, or as whole tables."""
