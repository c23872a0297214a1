"""The panels of the window: each shows a value and emits events."""
