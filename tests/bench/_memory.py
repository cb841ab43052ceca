"""How far the peak of the memory of a process rises."""

from pathlib import Path


class Memory:
    """Of one process, from the making of this."""

    def __init__(self, pid="self"):
        self._folder = Path("/proc") / str(pid)
        # Forget the peak there was before: see proc_pid_clear_refs(5).
        (self._folder / "clear_refs").write_text("5")
        self._before = self._read("VmRSS")

    def growth_mb(self):
        return (self._read("VmHWM") - self._before) / 1024

    def _read(self, name):
        """A figure of the process in kB; see proc_pid_status(5)."""
        for line in (self._folder / "status").read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1])
        raise LookupError(name)
