"""The world: files, folders, settings, drafts; fills the ports of `app`."""
