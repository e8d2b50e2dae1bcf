"""What somebody types at a terminal: help, slips, language; no server."""
import itertools
import re
import shlex
import unittest

import test_config
from test_config import BUILD, USAGE

FRENCH = {"LANGUAGE": "fr", "LIAISON_LOCALEDIR": str(BUILD / "locale")}


class Typing(test_config.Case):
    def test_every_command_has_an_example_that_fits(self):
        for row in self.run_it("--completions").stdout.splitlines():
            name, usage = row.split("\t")
            text = self.run_it(*name.split(), "--help").stdout
            example = re.search(r"\nexample:\n  \$ liaison (.*)\n\Z", text)
            self.assertTrue(example, name)
            self.assertLessEqual(len(text.splitlines()[-1]), 80, name)
            words = shlex.split(example[1])
            self.assertEqual(words[:len(name.split())], name.split())
            for option in (w for w in words if w.startswith("--")):
                self.assertIn(option, f"{usage}\n{text.split('example')[0]}")
            if re.match(r"[A-Z]", usage):
                self.assertGreater(len(words), len(name.split()), name)

    def test_the_lists_of_commands_fit_a_terminal(self):
        for args, language in itertools.product(
                ([], ["newsletter"], ["subscriber"]), ("en", "fr")):
            text = self.run_it(*args, "--help", env=FRENCH | {
                "LANGUAGE": language}).stdout
            for line in text.splitlines():
                self.assertLessEqual(len(line), 80)
        self.assertIn("usage: liaison newsletter COMMAND",
                      self.run_it("newsletter", "--help").stdout)
        self.assertEqual(self.run_it("help", "init").stdout,
                         self.run_it("init", "--help").stdout)

    def test_a_slip_is_told_with_what_was_meant(self):
        site = self.site()
        self.run_it("tick", cwd=site)
        for typed, meant in (
                ("newsleter", '"liaison newsletter"'),
                ("newsletter sned", '"liaison newsletter send"'),
                ("newsleter chekc x.md", '"liaison newsletter check"'),
                ("preview x.md", '"liaison newsletter preview"'),
                ("satus", '"liaison status"'),
                ("subscribers", '"liaison subscriber"'),
                ("send --drian", "--drain"),
                ("newsletter check x.md --lst=lettre", "--list"),
                ("newsletter check x.md -list lettre", "--list"),
                ("subscriber set l a --feild x=y", "--field")):
            done = self.run_it(*typed.split(), status=USAGE, cwd=site)
            self.assertIn(f'did you mean {meant}?', done.stderr)
        for typed, told in (
                ("xyzzy", 'see "liaison --help"'),
                ("newsletter xyzzy", 'see "liaison newsletter --help"'),
                ("newsletter check x.md -q",
                 'see "liaison newsletter check --help"'),
                ("newsletter plan", '"liaison newsletter plan [--json] FI'),
                ("newsletter plan a b", '"liaison newsletter plan [--json]')):
            done = self.run_it(*typed.split(), status=USAGE, cwd=site)
            self.assertIn(told, done.stderr)

    def test_french_where_the_system_has_no_such_locale(self):
        for locale in ("fr_FR.UTF-8", "fr_BE", "fr"):
            text = self.run_it("--help", env={
                "LC_ALL": "", "LANG": locale,
                "LIAISON_LOCALEDIR": str(BUILD / "locale")}).stdout
            self.assertIn("usage\u00a0: liaison", text)
        text = self.run_it("--help", env={
            "LC_ALL": "", "LANG": "de_DE.UTF-8",
            "LIAISON_LOCALEDIR": str(BUILD / "locale")}).stdout
        self.assertIn("usage: liaison", text)


if __name__ == "__main__":
    unittest.main()
