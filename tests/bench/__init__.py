"""Time and memory, stage by stage, beside the stack a user would have instead. Run by `make bench`."""
