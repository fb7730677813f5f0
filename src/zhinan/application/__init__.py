"""Applications as they come in: read from files, with the faults of form that stand in them."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
