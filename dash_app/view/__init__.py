"""What the page shows, as plain values. Nothing in here knows Dash or Flask."""
