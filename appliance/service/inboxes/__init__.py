"""Inboxes: the entrances of the web widget, each with the pages that may show it and a look of its own.
A page that an inbox does not name never gets its window.
"""
