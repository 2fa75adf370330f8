"""Boots real kernels in QEMU, crashes them, and checks what Faultbox says about it."""
