"""How messages are taken, worked on and acknowledged, so that none is lost."""
