"""What the command line does, one module a verb; `streams.cli` only reads the arguments."""
