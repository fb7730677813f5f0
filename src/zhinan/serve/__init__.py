"""The graph over HTTP: SPARQL protocol, REST, linked data and pages, on Starlette and uvicorn."""

from zhinan.serve.app import create_app
from zhinan.serve.limits import MIB, Limits
from zhinan.serve.problem import Refused, answer_problem
from zhinan.serve.run import serve_graph

__all__ = ["MIB", "Limits", "Refused", "answer_problem", "create_app", "serve_graph"]
