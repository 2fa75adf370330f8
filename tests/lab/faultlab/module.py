"""The crashing kernel module, built against a kernel of the lab."""

import shutil
from pathlib import Path

from .cache import cached, hash_inputs
from .commands import run, say
from .kernel import Kernel
from .truth import MODULE_SOURCE, Fault, triggers_header, truth_header

MODULE_PREFIX = "/usr/src/headunit"
"""What the module's debug information calls its source folder."""


def get_module(machine: str, kernel: Kernel, faults: list[Fault]) -> Path:
    """Takes headunit.ko for a machine from the cache, or builds it."""
    sources = sorted(path for path in MODULE_SOURCE.iterdir() if path.is_file())
    generated = {"triggers.gen.h": triggers_header(faults), "truth.gen.h": truth_header(faults)}
    key = hash_inputs(kernel.root.name, MODULE_PREFIX, *generated.values(), *(path.name for path in sources), *sources)

    def build(folder: Path) -> None:
        say("building the module headunit")
        source = folder / "source"
        shutil.copytree(MODULE_SOURCE, source)
        for name, text in generated.items():
            (source / name).write_text(text)
        options = kernel.make_options((source, MODULE_PREFIX))
        run("make", "-C", kernel.build_folder, *options, f"M={source}", "modules", log=folder / "build.log")
        shutil.copy2(source / "headunit.ko", folder)
        for name in generated:
            shutil.copy2(source / name, folder)
        shutil.rmtree(source)

    return cached(f"module-{machine}", key, build) / "headunit.ko"
