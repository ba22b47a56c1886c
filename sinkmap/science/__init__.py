"""The science of the figures: pure functions of arrays, tables and geometries."""
