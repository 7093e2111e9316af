"""The contract as files for others: JSON Schema, AsyncAPI, Avro, made from the models and the topic table."""
