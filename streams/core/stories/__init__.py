"""From events to stories: which events tell of one act, and what they tell together."""
