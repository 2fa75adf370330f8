"""Where the zones of a ramoops region lie, and what of them error correction guards.

By the kernel's own text, 6.1: fs/pstore/ram.c (ramoops_probe, ramoops_init_przs) for the zones, fs/pstore/ram_core.c
(persistent_ram_init_ecc, persistent_ram_ecc_old) for the parity. It says nothing about what Faultbox thinks of them.
"""

from dataclasses import dataclass

from .region import Region

HEADER_SIZE = 12
"""struct persistent_ram_buffer: signature, start, size."""
BLOCK_SIZE = 128
"""Data bytes that share a stretch of parity."""
SIGNATURE = b"DBGC"


@dataclass(frozen=True)
class Codeword:
    """What error correction sees at once: some data, and its parity. Offsets count from the start of the region."""

    data: range
    parity: range

    def bytes(self) -> list[int]:
        return [*self.data, *self.parity]


@dataclass(frozen=True)
class Zone:
    """One zone. Offsets and sizes are bytes, from the start of the region."""

    kind: str
    offset: int
    size: int
    ecc: int

    @property
    def capacity(self) -> int:
        """Bytes of data, which begin behind the header."""
        return self.size - HEADER_SIZE - (self.block_count + 1) * self.ecc

    @property
    def block_count(self) -> int:
        """Blocks that have a place for parity: DIV_ROUND_UP(size - header - ecc, 128 + ecc)."""
        return -(-(self.size - HEADER_SIZE - self.ecc) // (BLOCK_SIZE + self.ecc))

    @property
    def data(self) -> int:
        return self.offset + HEADER_SIZE

    def is_sound(self, region: bytes) -> bool:
        return region[self.offset:self.offset + len(SIGNATURE)] == SIGNATURE

    def used(self, region: bytes) -> int:
        """Bytes of data that the header says are valid."""
        return int.from_bytes(region[self.offset + 8:self.offset + HEADER_SIZE], "little")

    def header(self) -> Codeword:
        """The header with its parity, the last bytes of the zone."""
        end = self.offset + self.size
        return Codeword(range(self.offset, self.data), range(end - self.ecc, end))

    def blocks(self, region: bytes) -> list[Codeword]:
        """The blocks that hold data, each with its parity."""
        parity = self.data + self.capacity
        found = []
        for index, begin in enumerate(range(0, self.used(region), BLOCK_SIZE)):
            first = self.data + begin
            last = min(first + BLOCK_SIZE, parity)
            own = parity + index * self.ecc
            found.append(Codeword(range(first, last), range(own, own + self.ecc)))
        return found


def find_zones(region: Region) -> list[Zone]:
    """All zones, in the order of their offsets."""
    dump_memory = region.size - region.console - region.pmsg - region.ftrace
    count = dump_memory // region.record
    # "zone_sz = mem_sz / *cnt", in later releases rounded down to an even number.
    sizes = [("dmesg", dump_memory // count & ~1)] * count
    sizes += [("console", region.console), ("ftrace", region.ftrace), ("pmsg", region.pmsg)]
    zones, at = [], 0
    for kind, size in sizes:
        if size:
            zones.append(Zone(kind, at, size, region.ecc))
            at += size
    return zones


def dumps(zones: list[Zone], region: bytes) -> list[Zone]:
    """The zones that hold a dump of the kernel's log."""
    return [zone for zone in zones if zone.kind == "dmesg" and zone.is_sound(region) and zone.used(region)]
