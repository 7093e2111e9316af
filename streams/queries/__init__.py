"""Read-only queries over HTTP, each answered by the worker that has what is asked for."""
