"""A second implementation of docs/semantics.md, written from its text alone, to test the first against."""
