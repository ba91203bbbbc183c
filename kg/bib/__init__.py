"""Reading and writing BibTeX: bytes -> text -> chunks -> entries; a field's expression -> text, names, dates, references."""
