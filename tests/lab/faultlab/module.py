"""The crashing kernel module and the one that it calls into, built against a kernel of the lab."""

import shutil
from pathlib import Path

from .cache import cached, hash_inputs
from .commands import run, say
from .kernel import Kernel
from .truth import MODULE_SOURCE, Fault, triggers_header, truth_header

MODULE_PREFIX = "/usr/src/headunit"
"""What the module's debug information calls its source folder."""


MODULES = ("mediacodec.ko", "headunit.ko")
"""In the order in which they are loaded."""


def get_modules(machine: str, kernel: Kernel, faults: list[Fault]) -> list[Path]:
    """Takes the modules for a machine from the cache, or builds them."""
    sources = sorted(path for path in MODULE_SOURCE.iterdir() if path.is_file())
    generated = {"triggers.gen.h": triggers_header(faults), "truth.gen.h": truth_header(faults)}
    key = hash_inputs(kernel.root.name, MODULE_PREFIX, *MODULES, *generated.values(),
                      *(path.name for path in sources), *sources)

    def build(folder: Path) -> None:
        say(f"building the modules for {machine}")
        source = folder / "source"
        shutil.copytree(MODULE_SOURCE, source)
        for name, text in generated.items():
            (source / name).write_text(text)
        options = kernel.make_options((source, MODULE_PREFIX))
        run("make", "-C", kernel.build_folder, *options, f"M={source}", "modules", log=folder / "build.log")
        for name in (*MODULES, *generated):
            shutil.copy2(source / name, folder)
        for path in source.glob("*.dwo"):
            shutil.copy2(path, folder)
        shutil.rmtree(source)

    folder = cached(f"module-{machine}", key, build)
    return [folder / name for name in MODULES]


def copy_module(module: Path, folder: Path) -> None:
    """Copies a module of `get_modules`, with the .dwo files beside it that hold its split debug information."""
    for path in (module, *module.parent.glob("*.dwo")):
        shutil.copy2(path, folder)
