"""Commands as people write them: whole mails, through `liaison explain`."""
import calendar
import datetime
import json
import re
import subprocess
import unittest
import zoneinfo

import lib
from messages import make_mail, to_bytes

GOLDEN = lib.ROOT / "tests/golden/commands"
MEMBERS = {"marie.dubois@example.net": ["lettre"],
           "jean.petit@example.net": ["ess-communs"],
           "sofia.benali@example.net": ["lettre", "ess-communs"]}
# What people put in the place of the words that templates write large.
HOLES = {r"-(MOT|WORD)\b": "-travail", r"\+(MOT|WORD)\b": "+plateformes",
         r"\b(LISTE|LIST)\b": "lettre", r"\b(NOM|NAME)\b": "Jeanne Martin",
         r"\b(ADRESSE|ADDRESS)\b": "jeanne@example.com", r"\bN\b": "12"}


def today():
    return datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Paris")).date()


def the_day(text):
    """ "08-15" is the next such day, "+21" is in three weeks."""
    if text == "":
        return "None"
    if text[0] == "+":
        return str(today() + datetime.timedelta(days=int(text[1:])))
    month, day = map(int, text.split("-"))
    year = today().year
    while not (day <= calendar.monthrange(year, month)[1] and
               datetime.date(year, month, day) >= today()):
        year += 1
    return str(datetime.date(year, month, day))


def is_far(day):
    """A day without a year that has just passed is not understood."""
    return (datetime.date.fromisoformat(day) - today()).days > 300


def argument_text(argument):
    """What the table of expected answers says of an argument."""
    if not argument:
        return ""
    if "delivery" in argument:
        return " " + argument["delivery"]
    names = {"to_address": "to"}
    return "".join(f" {names.get(key, key)}={value}"
                   for key, value in argument.items()
                   if value is not None or key == "until")


class Commands(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.site = cls.enterClassContext(lib.Site())
        for address, lists in MEMBERS.items():
            for name in lists:
                cls.site.run("subscriber", "add", name, address,
                             "--consent", "paper")

    def explain(self, *paths):
        done = self.site.run("explain", "--json", *map(str, paths))
        return [json.loads(line) for line in done.stdout.splitlines()]

    def summary(self, found):
        """ "apply pause lettre until=2027-08-15, hold" """
        parts = [f"{c['action']} {c['command']} {c['list'] or '-'}"
                 + argument_text(c["argument"]) for c in found["commands"]]
        if not parts:
            return found["action"]
        held = any(c["action"] == "hold" for c in found["commands"])
        return ", ".join(parts + (["hold"] if found["held"] and not held
                                  else []))

    def test_the_corpus(self):
        """At least half of the mails are such that nothing may act."""
        rows = [line.split("\t") for line in
                (GOLDEN / "expected.tsv").read_text().splitlines()[1:]]
        answers = self.explain(*(GOLDEN / row[0] for row in rows))
        self.assertEqual(len(answers), len(rows))
        traps = sum(row[0].startswith("msg/") and "-trap-" in row[0]
                    for row in rows)
        self.assertGreaterEqual(2 * traps, len(rows))
        for (file, _, want, note), found in zip(rows, answers):
            want = re.sub(r"until=(\+?[\d-]*)",
                          lambda m: "until=" + the_day(m.group(1)), want)
            if any(is_far(day) for day in re.findall(r"until=(2\S+)", want)):
                want = "hold"
            with self.subTest(file, note=note):
                self.assertEqual(self.summary(found), want, found["reason"])

    def test_what_templates_propose_is_understood(self):
        """Each command that a template quotes is one."""
        lines = set()
        for path in sorted(lib.ROOT.glob("templates/*/*.txt")):
            if path.name.startswith(("owner-", "moderator-")):
                continue
            for pair in re.findall("«\u00a0(.*?)\u00a0»|“(.*?)”",
                                   path.read_text()):
                text = "".join(pair)
                text = re.sub(r"\{\{\^list\}\}.*?\{\{/list\}\}", "", text)
                text = re.sub(r"\{\{(list\.)?name\}\}", "lettre", text)
                text = re.sub(r"\{\{[#/].*?\}\}", "", text)
                if text and text[0].islower():
                    for hole, word in HOLES.items():
                        text = re.sub(hole, word, text)
                    lines.add(text)
        self.assertGreater(len(lines), 15)
        paths = []
        for i, line in enumerate(sorted(lines)):
            path = self.site.dir / f"proposed-{i}.eml"
            path.write_bytes(to_bytes(make_mail(
                "marie.dubois@example.net", lib.LISTES, line, "")))
            paths.append(path)
        for line, found in zip(sorted(lines), self.explain(*paths)):
            with self.subTest(line):
                self.assertNotEqual(found["commands"], [], found["reason"])

    def test_help_and_page_are_the_table(self):
        rows = json.loads(self.site.run("commands", "--json").stdout)
        text = self.site.run("commands").stdout
        page = self.site.run("commands", "--man").stdout
        shown = subprocess.run(["mandoc", "-Tutf8", "-Owidth=400"],
                               input=page, text=True, timeout=60,
                               stdout=subprocess.PIPE, check=True).stdout
        shown = " ".join(re.sub(".\b", "", shown).split())
        lint = subprocess.run(["mandoc", "-Tlint", "-Wwarning"], input=page,
                              text=True, timeout=60, stdout=subprocess.PIPE,
                              check=False).stdout
        self.assertEqual(lint, "")
        for row in rows:
            for language in ("fr", "en"):
                self.assertIn(row["usage"][language], text)
                self.assertIn(row["usage"][language], shown)
                for name in row["names"][language]:
                    self.assertIn(name, text)
                    self.assertIn(name, shown)


if __name__ == "__main__":
    unittest.main()
