"""layerviz: see which layers of a Docker image are rebuilt after an edit, and why."""

__version__ = "0.1.0"
