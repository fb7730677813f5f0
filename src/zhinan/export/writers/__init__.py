"""One writer a target: each takes a PropertyGraph and gives its file, or its files, piece by piece."""
