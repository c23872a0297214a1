"""Widgets that paint scenes."""
