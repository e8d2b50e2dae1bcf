"""init, config, help and messages of the command line, without any server."""
import datetime
import json
import os
import pathlib
import re
import shutil
import stat
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = (ROOT / os.environ.get("LIAISON_BUILD", "build")).resolve()
USAGE, DATAERR, NOINPUT = 64, 65, 66
CANTCREAT, IOERR, NOPERM, CONFIG = 73, 74, 77, 78


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="liaison-")
        self.addCleanup(folder.cleanup)
        self.dir = pathlib.Path(folder.name)

    def run_it(self, *args, status=0, cwd=None, env=None, stdout=None):
        clean = {k: v for k, v in os.environ.items()
                 if k not in ("LIAISON_CONFIG", "LANGUAGE")}
        clean |= {"LC_ALL": "C.UTF-8"} | (env or {})
        done = subprocess.run(
            [BUILD / "liaison", *map(str, args)], cwd=cwd or self.dir,
            env=clean, stdin=subprocess.DEVNULL, timeout=30,
            stdout=stdout or subprocess.PIPE, stderr=subprocess.PIPE,
            encoding="utf-8")
        self.assertEqual(done.returncode, status,
                         f"{args}\n{done.stdout}\n{done.stderr}")
        return done

    def site(self, *options):
        self.run_it("init", *options, "site")
        return self.dir / "site"


class PresetTest(Case):
    def set_smtp(self, site, text):
        conf = site / "liaison.conf"
        kept = re.sub(r"^smtp \{.*?^\}", "", conf.read_text(),
                      flags=re.M | re.S)
        conf.write_text(kept + "\nsmtp {\n" + text + "}\n")

    def test_what_it_fills_and_what_the_file_says(self):
        site = self.site()
        self.set_smtp(site, '\tpreset = "microsoft365"\n'
                      "\tmessages_per_day = 500\n")
        done = self.run_it("config", "show", "--json", cwd=site)
        rows = {row["key"]: (row["value"], row["from"])
                for row in json.loads(done.stdout)}
        self.assertEqual(rows["smtp.host"],
                         ('"smtp.office365.com"', "preset"))
        self.assertEqual(rows["smtp.messages_per_minute"], ("30", "preset"))
        self.assertEqual(rows["smtp.messages_per_day"], ("500", "file"))
        self.assertEqual(rows["smtp.messages_per_hour"], ("0", "default"))

    def test_one_that_is_not_known(self):
        site = self.site()
        self.set_smtp(site, '\tpreset = "hotmail"\n')
        done = self.run_it("config", "check", cwd=site, status=CONFIG)
        self.assertIn('smtp.preset: "hotmail" is none of', done.stderr)
        for name in ("careful", "microsoft365", "ovh", "zoho"):
            self.assertIn(name, done.stderr)

    def test_the_list(self):
        presets = json.loads(
            self.run_it("config", "presets", "--json").stdout)
        for preset in presets:
            self.assertEqual(bool(preset["source"]), bool(preset["read"]))
            if preset["source"] is None:
                self.assertEqual(preset["smtp"]["messages_per_hour"], "100")
        text = self.run_it("config", "presets").stdout
        self.assertIn("read on 2026-11-22", text)


class InitTest(Case):
    def test_what_it_makes(self):
        site = self.site()
        modes = {str(p.relative_to(site)): stat.S_IMODE(p.stat().st_mode)
                 for p in site.rglob("*")}
        self.assertEqual(modes["state"], 0o700)
        self.assertEqual(modes["secrets"], 0o700)
        self.assertEqual(modes["secrets/site.key"], 0o600)
        self.assertIn("templates", modes)
        self.assertTrue(list(site.glob("newsletters/*.md")))
        self.assertRegex((site / "secrets/site.key").read_text(),
                         r"\A[0-9a-f]{64}\n\Z")

    def test_every_site_has_a_key_of_its_own(self):
        self.run_it("init", "a")
        self.run_it("init", "b")
        keys = {(self.dir / s / "secrets/site.key").read_text() for s in "ab"}
        self.assertEqual(len(keys), 2)

    def test_the_example_newsletter_lies_ahead(self):
        """Its dates move by whole weeks, the same in both languages."""
        self.run_it("init", "--example", "ess-communs", "site")
        dates = {}
        for language in "fr", "en":
            text = (self.dir / f"site/newsletters/lettre.{language}.md"
                    ).read_text()
            dates[language] = re.findall(r"^date: (\S+)$", text, re.M)
        self.assertEqual(dates["fr"], dates["en"])
        [day] = map(datetime.date.fromisoformat, dates["fr"])
        self.assertGreater(day, datetime.date.today())
        self.assertEqual(day.strftime("%A"), "Thursday")

    def test_it_passes_its_own_check(self):
        for options in ([], ["--example", "ess-communs"]):
            site = self.site(*options)
            done = self.run_it("config", "check", cwd=site)
            # No password was written yet: a remark, not an error.
            self.assertIn("imap.host", done.stderr)
            shutil.rmtree(site)

    def test_no_remark_when_the_account_is_filled_in(self):
        site = self.site("--example", "ess-communs")
        conf = site / "liaison.conf"
        conf.write_text(conf.read_text()
                        .replace('host = ""', 'host = "localhost"')
                        .replace('user = ""', 'user = "listes"'))
        for name in ("imap", "smtp"):
            (site / "secrets" / name).write_text("secret\n")
            (site / "secrets" / name).chmod(0o600)
        done = self.run_it("config", "check", cwd=site)
        self.assertEqual(done.stderr, "")
        (site / "secrets/imap").chmod(0o644)
        done = self.run_it("config", "check", cwd=site)
        self.assertIn("secrets/imap", done.stderr)

    def test_a_password_in_clear_is_told(self):
        site = self.site()
        conf = site / "liaison.conf"
        for host, told in (("localhost", False), ("127.0.0.1", False),
                           ("mail.example.org", True)):
            conf.write_text(re.sub(r'host = ".*"(\n\ttls = none)?',
                                   f'host = "{host}"\n\ttls = none',
                                   conf.read_text()))
            done = self.run_it("config", "check", cwd=site)
            self.assertEqual("in clear" in done.stderr, told, done.stderr)

    def test_a_site_is_not_made_over_another(self):
        site = self.site()
        before = (site / "liaison.conf").read_text()
        key = (site / "secrets/site.key").read_text()
        done = self.run_it("init", "site", status=DATAERR)
        self.assertIn("site already", done.stderr)
        self.assertEqual((site / "liaison.conf").read_text(), before)
        self.assertEqual((site / "secrets/site.key").read_text(), key)

    def test_nothing_half_done_stays(self):
        (self.dir / "site/newsletters").mkdir(parents=True)
        (self.dir / "site/newsletters/premier-numero.md").write_text("mine")
        self.run_it("init", "site", status=DATAERR)
        left = sorted(str(p.relative_to(self.dir))
                      for p in self.dir.rglob("*"))
        self.assertEqual(left, ["site", "site/newsletters",
                                "site/newsletters/premier-numero.md"])
        (self.dir / "file").write_text("")
        self.run_it("init", "new/../file/site", status=IOERR)
        self.assertEqual(sorted(p.name for p in self.dir.iterdir()),
                         ["file", "site"])

    def test_the_example_site(self):
        site = self.site("--example", "ess-communs")
        text = self.run_it("config", "show", cwd=site).stdout
        for line in ('site.address = "listes@example.org"',
                     'site.delimiter = "+"',
                     'imap.authserv_id = "mx.example.org"',
                     "list.ess-communs.kind = discussion",
                     'list.ess-communs.label_en = "ESS-commons"',
                     "list.lettre.kind = newsletter"):
            self.assertIn(line, text)
        for topic in ("plateformes", "territoires", "travail", "gouvernance"):
            self.assertIn(f"list.ess-communs.topic.{topic}.label_fr", text)
        self.assertIn("75014 Paris", text)


class ConfigTest(Case):
    def check(self, text, status=CONFIG):
        (self.dir / "liaison.conf").write_bytes(
            text if isinstance(text, bytes) else text.encode())
        return self.run_it("config", "check", status=status).stderr

    def test_errors_name_file_and_line(self):
        self.assertIn("liaison.conf:3: unknown setting \"nmae\"",
                      self.check("site {\n\n nmae = x\n}\n"))
        self.assertIn("liaison.conf:2: ", self.check("site {\n\xff".encode(
            "latin-1")))
        self.assertIn("liaison.conf:1: ", self.check(""))
        self.assertIn("liaison.conf:2: ", self.check(b"a\n\0b\n"))

    def test_one_line_each_and_no_control_characters(self):
        text = self.check("site {\n\tname = \"a\x1b]0;x\"\n"
                          "\taddress = \"x\"\n}\n")
        self.assertNotIn("\x1b", text)
        for line in text.splitlines():
            self.assertTrue(line.startswith("liaison: liaison.conf:"), line)

    def test_no_file(self):
        done = self.run_it("config", "check", "--config", "none.conf",
                           status=CONFIG)
        self.assertIn("none.conf", done.stderr)
        self.assertIn("liaison init", done.stderr)

    def test_where_the_file_is_found(self):
        site = self.site()
        conf = site / "liaison.conf"
        for args, env in ((["--config", conf], {}),
                          ([f"--config={conf}"], {}),
                          ([], {"LIAISON_CONFIG": str(conf)}),
                          (["--config", conf], {"LIAISON_CONFIG": "/none"})):
            self.run_it("config", "check", *args, env=env)
            self.run_it(*args, "config", "check", env=env)
        self.run_it("config", "check", cwd=site)

    def test_show_says_where_from_and_hides_secrets(self):
        site = self.site()
        conf = site / "liaison.conf"
        conf.write_text(conf.read_text().replace(
            'password_file = "secrets/imap"',
            "password_command = 'echo hunter2'", 1).replace(
            'key_file = "secrets/site.key"', 'key_credential = "site.key"'))
        text = self.run_it("config", "show", cwd=site)
        self.assertNotIn("hunter2", text.stdout + text.stderr)
        rows = json.loads(
            self.run_it("config", "show", "--json", cwd=site).stdout)
        self.assertNotIn("hunter2", json.dumps(rows))
        by_key = {row["key"]: row for row in rows}
        self.assertEqual(by_key["site.language"]["from"], "file")
        self.assertEqual(by_key["smtp.envelope"],
                         {"key": "smtp.envelope", "value": "verp",
                          "from": "default"})
        self.assertEqual(by_key["site.key_credential"]["from"], "credential")
        line = conf.read_text().splitlines()[by_key["site.name"]["line"] - 1]
        self.assertIn("name =", line)

    def test_example_is_a_config_file(self):
        (self.dir / "liaison.conf").write_text(
            self.run_it("config", "example").stdout)
        self.run_it("config", "check")


class CommandLineTest(Case):
    def commands(self):
        rows = self.run_it("--completions").stdout.splitlines()
        return [row.split("\t")[0] for row in rows]

    def test_help_everywhere(self):
        everything = self.run_it("--help").stdout
        for name in self.commands():
            self.assertIn(f"  {name} ", everything)
            text = self.run_it(*name.split(), "--help").stdout
            self.assertIn(f"liaison {name}", text)
            self.assertIn("--config", text)
            self.assertIn(text.splitlines()[0], self.run_it(
                "--help", *name.split()).stdout)
        self.assertNotIn("  init ", self.run_it("config", "--help").stdout)

    def test_the_manual_names_every_command_and_option(self):
        page = (ROOT / "src/cli/liaison.1").read_text()
        items = [line for line in page.splitlines()
                 if line.startswith(".It Cm ")]
        for row in self.run_it("--completions").stdout.splitlines():
            name, usage = row.split("\t")
            found = [i for i in items if f"{i} ".startswith(f".It Cm {name} ")]
            self.assertTrue(found, f"liaison.1 has no {name}")
            for option in re.findall(r"--([a-z-]+)", usage):
                self.assertIn(f"Fl Fl {option}", "\n".join(found), name)
        for item in items:
            words = re.match(r"\.It Cm ([a-z]+(?: [a-z]+)?)", item)[1]
            self.assertTrue(any(words == n or words.startswith(n + " ")
                                for n in self.commands()), item)

    def test_wrong_usage(self):
        self.site()
        conf = self.dir / "site/liaison.conf"
        for args in ([], ["nothing"], ["config"], ["config", "nothing"],
                     ["init"],
                     ["config", "check", "extra", "--config", conf],
                     ["init", "--unknown", "x"], ["init", "--example"],
                     ["init", "--example", "none", "x"], ["version", "x"],
                     ["config", "check", "--config"]):
            done = self.run_it(*args, status=USAGE)
            self.assertRegex(done.stderr, r"\Aliaison: .+\n\Z")
            self.assertEqual(done.stdout, "")
        self.assertEqual([p.name for p in self.dir.iterdir()], ["site"])

    def test_a_full_disk_is_told(self):
        with open("/dev/full", "w") as full:
            done = self.run_it("config", "example", status=IOERR, stdout=full)
        self.assertIn("liaison: standard output: ", done.stderr)

    def test_version(self):
        text = self.run_it("version").stdout
        self.assertRegex(text, r"\Aliaison \d+\.\d+\.\d+\n\Z")
        self.assertEqual(self.run_it("--version").stdout, text)


class CompletionTest(Case):
    def complete(self, *words):
        script = f""". {ROOT}/src/cli/liaison.bash
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _liaison
            printf '%s\\n' "${{COMPREPLY[@]}}" """
        done = subprocess.run(
            ["bash", "-c", script, "bash", *words], cwd=self.dir / "site",
            env=dict(os.environ, PATH=f"{BUILD}:{os.environ['PATH']}"),
            stdout=subprocess.PIPE, text=True, timeout=30, check=True)
        return done.stdout.split()

    def test_bash(self):
        self.site("--example", "ess-communs")
        self.assertIn("subscriber", self.complete("liaison", ""))
        self.assertEqual(self.complete("liaison", "con"), ["config"])
        self.assertEqual(self.complete("liaison", "config", "ex"),
                         ["example"])
        self.assertEqual(self.complete("liaison", "init", "--ex"),
                         ["--example"])
        self.assertEqual(self.complete("liaison", "newsletter", "send",
                                       "--list", "l"), ["lettre"])
        self.assertIn("ess-communs", self.complete("liaison", "digest", ""))


class LanguageTest(Case):
    FRENCH = {"LANGUAGE": "fr", "LIAISON_LOCALEDIR": str(BUILD / "locale")}

    def test_french(self):
        text = self.run_it("--help", env=self.FRENCH).stdout
        self.assertIn("usage\u00a0: liaison", text)
        self.assertIn("usage: liaison", self.run_it("--help").stdout)
        done = self.run_it("nothing", status=USAGE, env=self.FRENCH)
        self.assertIn("il n’y a pas de commande", done.stderr)

    def french(self, *args, status):
        done = self.run_it(*args, status=status, env=self.FRENCH)
        return done.stderr.replace("\u00a0", " ")

    def test_errors_of_the_config_in_french(self):
        for text, told in (
                ("site {\n\n nmae = x\n}\n",
                 "liaison.conf:3: réglage inconnu : « nmae », dans la section "
                 "site ; vouliez-vous dire name ?"),
                ("sitte {\n}\n", "section inconnue : « sitte »"),
                ("site {\n name = x\n name = y\n}\n",
                 "site.name est réglé deux fois ; la première est à la "
                 "ligne 2"),
                ("site {\n address = nobody\n}\n",
                 "site.address : « nobody » n’est pas une adresse "
                 "électronique"),
                ("smtp {\n tls = x\n}\n", "n’est aucun de "),
                ("site {\n", "le fichier finit trop tôt")):
            (self.dir / "liaison.conf").write_text(text)
            self.assertIn(told, self.french("config", "check", status=CONFIG))

    def test_errors_from_below_in_french(self):
        site = self.site("--example", "ess-communs")
        conf = ["--config", site / "liaison.conf"]
        self.assertIn("il n’y a pas encore de base", self.french(
            "subscriber", "list", "lettre", *conf, status=NOINPUT))
        self.assertIn("none.eml : ", self.french(
            "explain", "none.eml", *conf, status=NOINPUT))
        self.assertIn("imap.host est vide : écrivez le serveur de la boîte",
                      self.french("receive", "--once", *conf, status=CONFIG))
        issue = self.dir / "issue.md"
        for text, told in (
                ("subject: x\n", "le fichier doit commencer par une ligne"),
                ("---\nsubjet: x\n---\nText\n",
                 "issue.md:2:1: « subjet » n’est pas une clé de "
                 "l’en-tête ; vouliez-vous dire « subject » ?"),
                ("---\nsubject: x\n---\n{{#a}}\n",
                 "issue.md:4:1: « a » s’ouvre ici")):
            issue.write_text(text)
            self.assertIn(told, self.french(
                "newsletter", "send", issue, "--list", "lettre", "--dry-run",
                *conf, status=DATAERR))

    def test_reasons_in_french_but_for_programs(self):
        site = self.site("--example", "ess-communs")
        mail = site / "mail.eml"
        for head, told, reason in (
                ("Subject: subscribe lettre",
                 "Le message demande à rejoindre lettre ; la confirmation "
                 "est demandée à l’adresse elle-même.",
                 "The message asks to join lettre; "),
                ("Subject: x\nAuto-Submitted: auto-replied",
                 "Un message automatique (Auto-Submitted: auto-replied) : ",
                 "An automatic message ("),
                ("Subject: Re: x\nFrom: b@example.com\n" + "X: y\n" * 3000,
                 "L’en-tête a plus de ", "The header has more than ")):
            mail.write_text(f"From: a@example.com\n{head}\n"
                            "To: listes@example.org\n\n")
            done = self.run_it("explain", mail, cwd=site, env=self.FRENCH)
            self.assertIn(told, done.stdout.replace("\u00a0", " "))
            done = self.run_it("explain", "--json", mail, cwd=site,
                               env=self.FRENCH)
            self.assertIn(reason, json.loads(done.stdout)["reason"])

    def test_every_message_is_translated(self):
        pot = self.dir / "liaison.pot"
        subprocess.run([ROOT / "scripts/messages", pot], check=True,
                       timeout=60)
        for po in ROOT.glob("src/po/*.po"):
            done = subprocess.run(["msgcmp", po, pot], text=True, timeout=60,
                                  stderr=subprocess.PIPE)
            self.assertEqual(done.returncode, 0, done.stderr)
            done = subprocess.run(
                ["msgfmt", "--check-format", "--statistics", "-o",
                 "/dev/null", po], text=True, timeout=60,
                stderr=subprocess.PIPE)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertNotIn("untranslated", done.stderr)
            self.assertNotIn("fuzzy", done.stderr)


class ManualTest(unittest.TestCase):
    def test_the_pages_are_well_formed(self):
        for page in ("src/cli/liaison.1", "src/daemon/liaisond.8",
                     "src/conf/liaison.conf.5",
                     "src/news/liaison-newsletter.5"):
            done = subprocess.run(
                ["mandoc", "-Tlint", "-Wwarning", ROOT / page], text=True,
                timeout=60, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            self.assertEqual(done.stdout, "")

    def test_the_units_are_well_formed(self):
        text = (ROOT / "src/daemon/liaisond.service").read_text()
        for promise in ("NoNewPrivileges=yes", "ProtectSystem=strict",
                        "CapabilityBoundingSet=\n", "LimitCORE=0",
                        "PrivateTmp=yes"):
            self.assertIn(promise, text)


if __name__ == "__main__":
    unittest.main()
