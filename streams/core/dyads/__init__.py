"""From stories to the temperature between two countries, and to what is unlike what was usual there."""
