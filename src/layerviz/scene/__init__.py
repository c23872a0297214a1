"""Pictures as values: shapes with coordinates and roles, made of an analysis and its words."""
