"""The page's components: what stands where. What they say comes from ``dash_app.view``."""
