"""What llvm-mca says of instructions: whether they may load or store."""
import json
import re
import subprocess

BATCH = 100000  # Lines of one run: their JSON takes some tens of MB.
PLACE = re.compile(r"<stdin>:(\d+):\d+: error: ")


def run(command, texts):
    """The lines not taken by their number, and what llvm-mca lists of all others."""
    source = "".join(text + "\n" for text in texts)
    done = subprocess.run(command, input=source, capture_output=True, text=True, check=False)
    left_out = {int(match[1]) - 1 for match in map(PLACE.match, done.stderr.splitlines()) if match}
    regions = json.loads(done.stdout)["CodeRegions"] if done.stdout else []
    return left_out, [entry for region in regions for entry in region["InstructionInfoView"]["InstructionList"]]


def run_batch(command, texts):
    """A "", "r", "w" or "rw" for each text; None where llvm-mca does not take it."""
    left_out, listed = run(command, texts)
    if len(listed) != len(texts) - len(left_out):
        # It does not say by line which instructions its table of a CPU lacks.
        if len(texts) == 1:
            return [None]
        half = len(texts) // 2
        return run_batch(command, texts[:half]) + run_batch(command, texts[half:])
    answers = iter(listed)
    entries = [None if number in left_out else next(answers) for number in range(len(texts))]
    return [entry and "r" * entry["mayLoad"] + "w" * entry["mayStore"] for entry in entries]


def may_access(mca, machine, texts):
    """The same of any number of texts. `machine`: llvm-mca's options for CPU and syntax."""
    command = [mca, *machine, "--instruction-tables", "--resource-pressure=false", "--json",
               "--skip-unsupported-instructions=any"]
    return [answer for at in range(0, len(texts), BATCH) for answer in run_batch(command, texts[at:at + BATCH])]
