"""The command line: arguments, exit codes, text and JSON; works without Qt."""
