"""The page of data: what the run was made from, what was found in it, files sent in."""
