"""Given layers, one file each: what a bureau hands over, with its fields and their other names."""
