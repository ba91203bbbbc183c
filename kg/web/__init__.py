"""The static site: facts -> pages. Nothing here reads bib files; everything comes from statements."""
