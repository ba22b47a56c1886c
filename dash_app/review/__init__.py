"""The page of reviews: a project's ground over every line and unit."""
