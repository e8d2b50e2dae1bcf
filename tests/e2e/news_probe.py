"""Newsletter files without a site: what the blocks in them become."""
import datetime
import os
import pathlib
import subprocess
import tempfile

import lib

PROBE = lib.BUILD / "tests/news_probe"
HEAD = "---\nsubject: Essai\nlist: lettre\nlanguage: fr\n---\n\n"
TEXT = "Subject: x\n\n{{>blocks}}\n\n{{{notes}}}\n"
HTML = "{{>blocks}}"


def seconds(text):
    """Of a moment in UTC, such as "2026-12-01 00:00"."""
    when = datetime.datetime.fromisoformat(text + "+00:00")
    return str(int(when.timestamp()))


class Probe:
    """A folder with newsletter files, and templates that show the blocks."""

    def __init__(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.dir = pathlib.Path(self.temporary.name)
        for language in ("fr", "en"):
            folder = self.dir / "templates" / language
            folder.mkdir(parents=True)
            (folder / "probe.txt").write_text(TEXT)
            (folder / "probe.html").write_text(HTML)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.temporary.cleanup()

    def write(self, body, name="x.md", head=HEAD):
        path = self.dir / name
        path.write_text(head + body)
        return path

    def run(self, path, language="fr", as_of="2026-12-01 00:00", sequence=0):
        """The process; text(), html() and calendar() are what it made."""
        env = {**os.environ, "LIAISON_SEQUENCE": str(sequence)}
        return subprocess.run(
            [PROBE, path, language, seconds(as_of), self.dir / "templates",
             self.dir / "out"], env=env, capture_output=True, text=True,
            timeout=60)

    def show(self, path, language="fr", **options):
        done = self.run(path, language, **options)
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        return [(self.dir / f"out.{kind}").read_bytes()
                for kind in ("txt", "html", "ics")]
