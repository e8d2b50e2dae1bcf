"""What `cmake --install` puts where, and that it works from there."""
import os
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = (ROOT / os.environ.get("LIAISON_BUILD", "build")).resolve()
FILES = """
bin/liaison
sbin/liaisond
share/man/man1/liaison.1
share/man/man5/liaison.conf.5
share/man/man5/liaison-newsletter.5
share/man/man7/liaison-commands.7
share/man/man8/liaisond.8
share/locale/fr/LC_MESSAGES/liaison.mo
share/bash-completion/completions/liaison
share/doc/liaison/examples/crontab.example
lib/systemd/system/liaisond.service
lib/systemd/system/liaison-digest@.service
lib/systemd/system/liaison-digest@.timer
lib/sysusers.d/liaison.conf
""".split()


class InstallTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="liaison-")
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        subprocess.run(["cmake", "--install", BUILD, "--prefix", self.root],
                       check=True, stdout=subprocess.DEVNULL, timeout=60)

    def test_files(self):
        found = {str(p.relative_to(self.root)) for p in self.root.rglob("*")
                 if p.is_file()}
        self.assertEqual(found, set(FILES))

    def test_no_file_gives_rights_away(self):
        for path in self.root.rglob("*"):
            self.assertEqual(path.stat().st_mode & 0o7022, 0, path)

    def test_it_speaks_french_from_there(self):
        env = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="fr",
                   LIAISON_LOCALEDIR=str(self.root / "share/locale"))
        done = subprocess.run([self.root / "bin/liaison", "--help"], env=env,
                              stdout=subprocess.PIPE, encoding="utf-8",
                              timeout=30, check=True)
        self.assertIn("usage\u00a0: liaison", done.stdout)

    def test_units_name_the_programs_whole(self):
        for unit in self.root.glob("lib/systemd/system/*.service"):
            for line in unit.read_text().splitlines():
                if line.startswith("ExecStart="):
                    self.assertRegex(line, r"\AExecStart=/[a-z/]+/liaisond? ")
                    self.assertNotIn("@", line)

    def test_cron_finds_the_program_and_sends_when_reading_fails(self):
        text = (self.root / "share/doc/liaison/examples/crontab.example"
                ).read_text()
        self.assertRegex(text, r"(?m)^PATH=/[a-z/]+/bin:/usr/bin:/bin$")
        self.assertNotIn("&&", text)


if __name__ == "__main__":
    unittest.main()
