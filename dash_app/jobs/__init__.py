"""Jobs in the background, shown on any page: what runs and waits, how far it is, cancel, log."""
