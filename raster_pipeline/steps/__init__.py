"""The steps of a run, each from its inputs to its outputs; none knows the next one."""
