"""Formatted mails of editors as the Markdown of a newsletter."""
import json
import pathlib
import subprocess
import tempfile
import time
import unittest

import drafts
import lib
from drafts import image, mail, multi, page, part, text

PROBE = lib.BUILD / "tests/draft_probe"


def read(*mails):
    """What each mail becomes."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, raw in enumerate(mails):
            files.append(pathlib.Path(folder) / f"{number}.eml")
            files[-1].write_bytes(raw)
        done = subprocess.run([PROBE, *files], capture_output=True, text=True,
                              check=True, timeout=120)
    return [json.loads(line) for line in done.stdout.splitlines()]


class Drafts(unittest.TestCase):
    maxDiff = None

    def test_each(self):
        made = read(*(make() for _, make, _ in drafts.ROWS))
        for (name, _, want), got in zip(drafts.ROWS, made, strict=True):
            with self.subTest(name):
                self.assertEqual(got.get("markdown"), want, got)


if __name__ == "__main__":
    unittest.main()
