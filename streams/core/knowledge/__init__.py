"""What the coder knows of the world, as data: one entry a line, in
files that a political scientist can correct.
"""

from streams.core.knowledge.tables import cell_list, data_path, table

__all__ = ["cell_list", "data_path", "table"]
