"""The stream: articles in, diplomacy events out, over Kafka."""
