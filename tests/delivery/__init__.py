"""The worker as others meet it: a child process between two topics of a real broker."""
