"""Dialogs; none blocks the window."""
