"""The whole desk as one file, and a desk made of such a file. See docs/backup.md."""
