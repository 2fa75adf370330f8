"""The damages of a ramoops region, as data, and the damaged copies they make of the region of a real crash."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from .region import Region
from .zones import Codeword, Zone, dumps, find_zones

SEEDS = (20221, 20222, 20223)
"""Of everything that is random here: each damage with chance in it is done once with each."""

ECC_MOST = 8
"""Bytes that 16 bytes of parity put right in one codeword: half of them."""
BEYOND = 40
"""Bytes so damaged that no codeword is near."""


class Must(StrEnum):
    """What must still be found. Whatever is found besides must be true."""

    ALL = "all that the undamaged region tells"
    CRASH = "one crash, of the right kind"
    TOLD = "one crash"
    ANYTHING = "nothing that is not true"
    NOTHING = "no crash"


@dataclass(frozen=True)
class Original:
    """The region of a real crash."""

    content: bytes
    region: Region
    older: bytes = b""
    """The region of another crash on the same machine; empty where there is none."""

    def zones(self) -> list[Zone]:
        return find_zones(self.region)

    def dumps(self) -> list[Zone]:
        return dumps(self.zones(), self.content)

    def filled(self) -> list[Zone]:
        """The zones that hold text of the kernel."""
        return [zone for zone in self.zones()
                if zone.kind in ("dmesg", "console") and zone.is_sound(self.content) and zone.used(self.content)]


@dataclass(frozen=True)
class Correction:
    """What error correction says of one zone."""

    corrected: int
    """Bytes, in blocks, header and parity."""
    uncorrectable: int
    """Blocks; the header counts as one."""


@dataclass(frozen=True)
class Copy:
    """A damaged copy."""

    content: bytes
    ecc: dict[int, Correction] = field(default_factory=dict)
    """By the offset of the zone, of all zones with text; empty where the damage makes no exact promise."""


@dataclass(frozen=True)
class Damage:
    """One way to damage a region, and what is asked of the programs then."""

    name: str
    what: str
    make: Callable[[Original, Random], Copy | None]
    """None where the region has not got what it needs."""
    must: Must
    seeds: tuple[int, ...] = SEEDS[:1]
    is_said: bool = False
    """Both programs must say that something is damaged."""
    decode_status: tuple[int, ...] = (0,)
    harvest_status: tuple[int, ...] = (0,)
    crashes: int = 1
    """Different crashes in the copy: 2 where the other crash of `Original` was added."""


def flip_bits(content: bytearray, codeword: Codeword, count: int, random: Random) -> None:
    """Flips one bit in each of `count` bytes of the codeword."""
    for at in random.sample(codeword.bytes(), count):
        content[at] ^= 1 << random.randrange(8)


def replace_bytes(content: bytearray, codeword: Codeword, count: int, random: Random) -> None:
    """Gives `count` bytes of the codeword other values."""
    for at in random.sample(codeword.bytes(), min(count, len(codeword.bytes()))):
        content[at] ^= random.randrange(1, 256)


Change = Callable[[bytearray, Codeword, int, Random], None]


def correctable(change: Change, count: int) -> Callable[[Original, Random], Copy]:
    """Damages `count` bytes of every header and block that is in use, parity included."""
    def make(original: Original, random: Random) -> Copy:
        content, ecc = bytearray(original.content), {}
        for zone in original.zones():
            if not zone.is_sound(original.content):
                continue
            codewords = [zone.header(), *zone.blocks(original.content)]
            for codeword in codewords:
                change(content, codeword, count, random)
            if zone in original.filled():
                ecc[zone.offset] = Correction(count * len(codewords), 0)
        return Copy(bytes(content), ecc)

    return make


def lost_block(original: Original, random: Random) -> Copy:
    """One block of the first dump beyond correction."""
    content, zone = bytearray(original.content), original.dumps()[0]
    replace_bytes(content, random.choice(zone.blocks(original.content)), BEYOND, random)
    intact = {one.offset: Correction(0, 0) for one in original.filled()}
    return Copy(bytes(content), intact | {zone.offset: Correction(0, 1)})


def lost_block_everywhere(original: Original, random: Random) -> Copy:
    """One block of every zone with text beyond correction."""
    content = bytearray(original.content)
    for zone in original.filled():
        replace_bytes(content, random.choice(zone.blocks(original.content)), BEYOND, random)
    return Copy(bytes(content), {zone.offset: Correction(0, 1) for zone in original.filled()})


def lost_headers(original: Original, random: Random) -> Copy:
    """The header of every dump beyond correction."""
    content = bytearray(original.content)
    for zone in original.dumps():
        replace_bytes(content, zone.header(), BEYOND, random)
    return Copy(bytes(content))


def cut_behind_dumps(original: Original, _: Random) -> Copy:
    last = original.dumps()[-1]
    return Copy(original.content[:last.offset + last.size])


def cut_in_last_dump(original: Original, random: Random) -> Copy | None:
    """The region ends in the text of its last dump; those before it are whole."""
    zones = original.dumps()
    if len(zones) < 2:
        return None
    last = zones[-1]
    return Copy(original.content[:last.data + random.randrange(last.used(original.content))])


def cut_in_first_dump(original: Original, random: Random) -> Copy:
    first = original.dumps()[0]
    return Copy(original.content[:first.data + random.randrange(first.used(original.content))])


def cut_in_first_header(original: Original, random: Random) -> Copy:
    return Copy(original.content[:random.randrange(4, 12)])


def _first_dump_as(content: Callable[[Random, int], bytes]) -> Callable[[Original, Random], Copy | None]:
    def make(original: Original, random: Random) -> Copy | None:
        if len(original.filled()) < 2:  # The crash has to stand in another dump too, or in the console zone.
            return None
        first, whole = original.dumps()[0], original.content
        return Copy(whole[:first.offset] + content(random, first.size) + whole[first.offset + first.size:])

    return make


def _zeros(_: Random, size: int) -> bytes:
    return bytes(size)


def _noise(random: Random, size: int) -> bytes:
    return random.randbytes(size)


def zero_from_middle(original: Original, random: Random) -> Copy:
    """All is zero behind a place in the text of the first dump: memory that was cleared too early."""
    first = original.dumps()[0]
    kept = first.data + random.randrange(first.used(original.content))
    return Copy(original.content[:kept].ljust(len(original.content), b"\0"))


def older_records(original: Original, _: Random) -> Copy | None:
    """The dumps of another crash stand in the zones behind: of an older boot, whose records nobody had taken."""
    free = [zone for zone in original.zones() if zone.kind == "dmesg" and zone not in original.dumps()]
    old = dumps(original.zones(), original.older) if original.older else []
    if not old or len(old) > len(free):
        return None
    content = bytearray(original.content)
    for source, target in zip(old, free):
        content[target.offset:target.offset + target.size] = original.older[source.offset:source.offset + source.size]
    return Copy(bytes(content))


# A stretch of the region without a zone's header is not wrong in itself: exit status 1 of the recorder says that the
# region holds something else than it was told.
DAMAGES = (
    Damage("ecc-bits", "Three bits of each header and block are flipped.", correctable(flip_bits, 3), Must.ALL, SEEDS),
    Damage("ecc-most", "Eight bytes of each header and block are damaged, all that can be corrected.",
           correctable(replace_bytes, ECC_MOST), Must.ALL, SEEDS),
    Damage("block-lost", "One block of the first dump is beyond correction.", lost_block, Must.CRASH, SEEDS,
           is_said=True, decode_status=(0, 1), harvest_status=(0, 1)),
    Damage("blocks-lost", "One block of each zone is beyond correction.", lost_block_everywhere, Must.ANYTHING, SEEDS,
           is_said=True, decode_status=(0, 1), harvest_status=(0, 1)),
    Damage("headers-lost", "The headers of all dumps are beyond correction.", lost_headers, Must.CRASH, SEEDS,
           is_said=True, decode_status=(0, 1), harvest_status=(0, 1)),
    Damage("cut-behind-dumps", "The region ends behind its last dump.", cut_behind_dumps, Must.ALL,
           decode_status=(0, 1), harvest_status=(0, 1)),
    Damage("cut-last-dump", "The region ends in its last dump.", cut_in_last_dump, Must.CRASH, SEEDS,
           decode_status=(0, 1), harvest_status=(0, 1)),
    Damage("cut-first-dump", "The region ends in its first dump.", cut_in_first_dump, Must.ANYTHING, SEEDS,
           is_said=True, decode_status=(0, 1, 2), harvest_status=(0, 1)),
    Damage("cut-header", "The region ends in its first header.", cut_in_first_header, Must.NOTHING, SEEDS,
           decode_status=(0, 1, 2), harvest_status=(1, 2)),
    Damage("zero-first-dump", "The first dump is all zeros.", _first_dump_as(_zeros), Must.CRASH,
           decode_status=(0, 1), harvest_status=(0, 1)),
    Damage("zero-from-middle", "All is zero from the middle of the first dump on.", zero_from_middle, Must.ANYTHING,
           SEEDS, is_said=True, decode_status=(0, 1), harvest_status=(0, 1)),
    Damage("zero-all", "The whole region is zero, as after power was off.",
           lambda original, _: Copy(bytes(len(original.content))), Must.NOTHING, decode_status=(1, 2)),
    Damage("random-first-dump", "The first dump is noise.", _first_dump_as(_noise), Must.CRASH, SEEDS, is_said=True,
           decode_status=(0, 1), harvest_status=(0, 1)),
    Damage("random-all", "The whole region is noise, as RAM without power is.",
           lambda original, random: Copy(random.randbytes(len(original.content))), Must.NOTHING, SEEDS, is_said=True,
           decode_status=(1, 2), harvest_status=(1,)),
    Damage("older-records", "Behind the dumps stand those of an older crash.", older_records, Must.ALL, crashes=2),
)
