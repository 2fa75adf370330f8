"""Where LLVM's tables are known to differ from the manuals: per CPU (keys, pattern of the text, reason)."""

KNOWN = {"arm": [], "a64": [], "x86": []}
