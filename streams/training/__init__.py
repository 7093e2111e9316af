"""Training of the arbiter from the project's own sentences. Not needed at run time."""
