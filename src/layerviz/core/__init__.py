"""Dockerfiles, contexts, build graphs, cache keys and predictions; standard library only."""
