"""What can be read in visitors' files: by the reading processes that read documents, from memory only, and masked like any message.
No byte of a file lies open on a disk, and no word of one goes to a model.
"""
