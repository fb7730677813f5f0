"""The graph, or a view of it, in the tools that people look at graphs with."""
