"""Long runs: files cut into parts, processes or machines that check them, and what waits on disk until it is told."""
