"""Datasets that researchers' and annotators' programs read: one module for each format. See docs/datasets.md."""
