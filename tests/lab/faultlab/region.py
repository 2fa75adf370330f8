"""The ramoops region of a machine."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Region:
    """Where the ramoops region lies and how it is split."""

    address: int
    size: int = 0x40000
    record: int = 0x8000
    console: int = 0x8000
    pmsg: int = 0x4000
    ftrace: int = 0x1000
    ecc: int = 16

    def kernel_arguments(self) -> str:
        """The parameters of the kernel's ramoops driver; ecc=1 stands for 16 bytes."""
        values = {"mem_address": self.address, "mem_size": self.size, "record_size": self.record,
                  "console_size": self.console, "pmsg_size": self.pmsg, "ftrace_size": self.ftrace}
        words = [f"ramoops.{name}={value:#x}" for name, value in values.items()]
        return " ".join([*words, f"ramoops.ecc={1 if self.ecc == 16 else self.ecc}"])

    def zone_options(self) -> str:
        """The zones in the words of `faultbox harvest --ramoops FILE:...`."""
        return (f"record={self.record:#x},console={self.console:#x},pmsg={self.pmsg:#x},ftrace={self.ftrace:#x},"
                f"ecc={self.ecc}")

    def device_options(self) -> str:
        """The whole argument of `faultbox harvest --ramoops` on the machine itself."""
        return f"/dev/mem:base={self.address:#x},size={self.size:#x},{self.zone_options()}"
