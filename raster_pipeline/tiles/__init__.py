"""Map tiles in Web Mercator: drawn from the rasters of a run, or read from archives of tiles.

Nothing here knows a web framework.
"""
