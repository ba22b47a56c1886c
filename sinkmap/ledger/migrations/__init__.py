"""The steps that bring a ledger's tables up to date."""
