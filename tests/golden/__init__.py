"""Articles of the project's own with every event annotated, and how many of them the coder finds."""
