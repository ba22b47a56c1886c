"""Sheets of paper from the server: the route that makes them, the form that asks for them."""
