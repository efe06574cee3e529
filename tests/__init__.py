"""Tests of the whole: its repository, its commands and its pages in a browser."""
