"""Reports for the back office, each a module with a function `run`."""
