"""SHACL engines: our own, which writes shapes out as functions, and two that know all of SHACL."""
