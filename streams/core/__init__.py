"""The pure core: an article in, diplomacy events out.

No Kafka, no clock, no metrics, no files but the knowledge.
"""
