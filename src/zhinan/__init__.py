"""指南 Zhinan: Chinese funding guides for international cooperation as a knowledge graph.

The rooms stand in the way the data goes; a room imports only rooms before it::

    document ─ ingest ─ graph ─ rules ─ store ─ query ─ application ─ check ─ report ─ match ─ export ─ serve

``errors``, ``files``, ``terms`` and ``model`` are the ground they stand on;
``cli`` and ``commands`` are the rim.
"""

__version__ = "0.1.0"
