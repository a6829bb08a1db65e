"""What the build of the book needs and the reader never imports: one Sphinx extension or tool per file."""
