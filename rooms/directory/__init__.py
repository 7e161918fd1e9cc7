"""Directory: agencies and sites of the province as a tree with dates of validity; who belongs where.

Called by every room above. Units are data with dates, never code: on 1 July 2025 Vĩnh Phúc became part of Phú Thọ,
and a document dated before still prints the name of its day.
"""
