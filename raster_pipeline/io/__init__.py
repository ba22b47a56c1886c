"""The only place where geodata files are opened: readers and writers."""
