"""Put a comparison, its quotes, cut-outs of the pages and hashes into one ZIP that others can check.

`write_pack` is the door; `unpacked` gives the tables of a pack back when its checksums hold.
"""

from policyscan.pack.check import TABLES, unpacked, verify_pack
from policyscan.pack.write import PackReport, write_pack

__all__ = ["TABLES", "PackReport", "unpacked", "verify_pack", "write_pack"]
