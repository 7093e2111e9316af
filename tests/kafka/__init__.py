"""A real Apache Kafka for the tests: one KRaft node run from its jars."""
