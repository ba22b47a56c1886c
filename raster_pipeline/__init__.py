"""All raster and vector file access, block-wise computing, and the run."""
