"""Archives of documents as offices have them, made from a seed, with the truth beside."""
