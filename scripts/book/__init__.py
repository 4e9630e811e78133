"""The book: the repository's pages as a static site and as one PDF. See scripts/make_book.py."""
