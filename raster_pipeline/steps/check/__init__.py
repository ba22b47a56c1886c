"""What can be wrong with an input, one file a theme; every check gives findings, none raises."""
