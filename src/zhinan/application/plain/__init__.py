"""Applications in JSON and YAML with plain keys, read and written."""
