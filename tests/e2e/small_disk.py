"""A state folder on a small file system, which can be filled (Q7)."""
import contextlib
import os
import subprocess
import unittest


def mount(test, folder):
    """As root can make it; it ends with the test."""
    if os.getuid() != 0:
        raise unittest.SkipTest("only root can mount a small file system")
    folder.mkdir(exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m,mode=700", "liaison-test",
         folder], capture_output=True, text=True)
    if done.returncode != 0:
        raise unittest.SkipTest(f"mount: {done.stderr}")
    test.addCleanup(subprocess.run, ["umount", folder], check=True)


@contextlib.contextmanager
def full(folder, left=0):
    """All but so many bytes of its file system are taken."""
    filler = folder / "filler"
    with open(filler, "wb", buffering=0) as file:
        with contextlib.suppress(OSError):
            while True:
                file.write(bytes(4096))
    os.truncate(filler, max(0, filler.stat().st_size - left))
    try:
        yield
    finally:
        filler.unlink()
