"""The directives and roles that an author writes."""
