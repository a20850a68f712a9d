"""The pages in a real browser: people at them, and what the browser says."""
