"""The Dockerfile language: text to instructions with places, and the expansion of variables."""
