"""The page of indicators: districts and units by value, with table, trend and sources."""
