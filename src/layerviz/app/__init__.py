"""Use cases and the state that the window shows; no Qt, no files, no sentences but in `wording`."""
