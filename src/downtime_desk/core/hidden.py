"""Characters that hide or reorder others, or move a terminal's cursor, in words that came from anywhere."""

import re
from typing import Final

# C0 but tab and newline, DEL and C1, bidirectional controls, invisible joiners and separators.
HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
