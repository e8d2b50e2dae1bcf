"""Keys are made and checked; every mail leaves signed, or none does."""
import base64
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import unittest

import lib
from dkim_verify import (BOTH, NEITHER, keys_for, need_dkimpy, records,
                         signatures, verdicts)
from sink import MANY, SinkSite

# RFC 8463, appendix A.1: a private key that everybody has.
PRINTED = base64.b64encode(bytes.fromhex(
    "302e020100300506032b657004220420") + base64.b64decode(
        "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")).decode()
TEXT = """\
# Bonjour {{name}}{{^name}}à vous{{/name}} !

.un point au début

..deux

From here: """ + "é" * 300 + " " + "x" * 1500 + """

Fin, et deux blancs.  
"""


def newsletter(site, subject="La lettre d’été", text=TEXT):
    file = site.dir / "issue.md"
    file.write_text(f"---\nsubject: {subject}\n---\n\n{text}\n")
    site.run("newsletter", "send", file, "--list", "lettre", "--yes",
             "--again")
    site.drain()


class Keys(unittest.TestCase):
    """Without a server."""

    def setUp(self):
        self.site = self.enterContext(lib.Site())

    def generate(self, *args, **options):
        return self.site.run("dkim", "generate", *args, **options)

    def remarks(self):
        return self.site.run("config", "check").stderr

    def openssl(self, name, *args, mode=0o600):
        path = self.site.dir / "secrets" / name
        subprocess.run(["openssl", args[0], "-out", path, *args[1:]],
                       check=True, stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE)
        path.chmod(mode)
        return f"secrets/{name}"

    def test_two_keys(self):
        out = self.generate().stdout
        folder = self.site.dir / "secrets"
        files = sorted(p.name for p in folder.glob("dkim-*"))
        self.assertEqual(files, ["dkim-example.org-liaison-ed25519.pem",
                                 "dkim-example.org-liaison.pem"])
        for name in files:
            self.assertEqual((folder / name).stat().st_mode & 0o777, 0o600)
            self.assertTrue((folder / name).read_text().startswith(
                "-----BEGIN PRIVATE KEY-----\n"))
        values = dict(re.findall(r"name:  (\S+)\nvalue: (.*)\n", out))
        self.assertEqual(sorted(values), [
            "liaison-ed25519._domainkey.example.org",
            "liaison._domainkey.example.org"])
        rsa = values["liaison._domainkey.example.org"]
        self.assertRegex(rsa, r"^v=DKIM1; k=rsa; p=MIIBIjAN[\w+/=]+$")
        other = values["liaison-ed25519._domainkey.example.org"]
        self.assertEqual(len(base64.b64decode(other.partition("p=")[2])), 32)
        # In a zone file: the same in strings of 255 bytes at most.
        zones = re.findall(r"(\S+)\. IN TXT \(((?:\s+\"[^\"]*\")+) \)", out)
        self.assertEqual(len(zones), 2)
        for name, text in zones:
            strings = re.findall(r'"([^"]*)"', text)
            self.assertEqual("".join(strings), values[name])
            self.assertLessEqual(max(map(len, strings)), 255)
        # The section that is printed is good, and says the same records.
        with self.site.conf.open("a") as conf:
            conf.write(out[out.index("\ndkim \""):])
        self.assertNotIn("dkim", self.remarks())
        self.assertEqual(records(self.site), values)

    def test_a_record_that_openssl_says_too(self):
        keys_for(self.site)
        for name, value in records(self.site).items():
            selector = name.partition("._domainkey")[0]
            path = (self.site.dir / "secrets" /
                    f"dkim-example.org-{selector}.pem")
            der = subprocess.run(
                ["openssl", "pkey", "-in", path, "-pubout", "-outform",
                 "DER"], check=True, stdout=subprocess.PIPE).stdout
            said = base64.b64decode(value.partition("p=")[2])
            self.assertTrue(der.endswith(said))
            self.assertTrue(said == der or len(said) == 32)

    def test_never_overwritten(self):
        self.generate()
        path = self.site.dir / "secrets" / "dkim-example.org-liaison.pem"
        before = path.read_text()
        for args in ((), ("--type", "rsa")):
            done = self.generate(*args, status=65)
            self.assertIn("is there already", done.stderr)
            self.assertEqual(done.stdout, "")
        self.assertEqual(path.read_text(), before)
        [made] = json.loads(self.generate(
            "--type", "ed25519", "--selector", "next", "--json").stdout)[
                "keys"]
        self.assertEqual(made["selector"], "next")
        self.assertEqual(made["file"], "secrets/dkim-example.org-next.pem")

    def test_both_with_a_selector(self):
        made = json.loads(self.generate(
            "--selector", "nov2026", "--domain", "Lists.Example.NET",
            "--json").stdout)
        self.assertEqual(made["domain"], "lists.example.net")
        self.assertEqual([k["name"] for k in made["keys"]], [
            "nov2026._domainkey.lists.example.net",
            "nov2026-ed25519._domainkey.lists.example.net"])

    def test_several_domains(self):
        self.site.set('list "lettre"', address="lettre@example.net")
        done = self.generate(status=64)
        self.assertIn("--domain example.org", done.stderr)
        self.generate("--domain", "example.net")

    def test_mistakes(self):
        for args in (("--type", "dsa"), ("--selector", "a b"),
                     ("--selector", ""), ("--domain", "../x"),
                     ("--domain", ""), ("--selector", "../../x"), ("x",)):
            done = self.generate(*args, status=64)
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertIn("dkim generate", self.site.run(
            "dkim", "show", status=66).stderr)
        self.assertEqual(list((self.site.dir / "secrets").glob("dkim*")), [])

    def bad_key(self, file, setting="key_file"):
        """What `config check` and the sender say of it."""
        text = self.site.conf.read_text()
        with self.site.conf.open("a") as conf:
            conf.write(f'dkim "example.org" {{\n{setting} = "{file}"\n}}\n')
        said = self.remarks()
        done = self.site.run("dkim", "show", status=None)
        self.site.conf.write_text(text)
        if done.returncode != 0:
            self.assertEqual(done.returncode, 78, done.stderr)
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
            self.assertIn(done.stderr.strip()[len("liaison: "):], said)
            self.assertIn(f"dkim.example.org.{setting}: ", said)
        return said

    def test_keys_that_are_none(self):
        genpkey = ("genpkey", "-algorithm")
        rsa = genpkey + ("RSA", "-pkeyopt")
        weak = self.openssl("512", *rsa, "rsa_keygen_bits:512")
        self.assertIn("512 bits is not believed", self.bad_key(weak))
        short = self.openssl("1024", *rsa, "rsa_keygen_bits:1024")
        self.assertIn("1024 bits is weak", self.bad_key(short))
        read = self.openssl("open", *rsa, "rsa_keygen_bits:2048", mode=0o644)
        self.assertIn("chmod 600", self.bad_key(read))
        other = self.openssl("ed", *genpkey, "ED25519")
        self.assertIn("not a key of the type rsa", self.bad_key(other))
        self.assertIn("not a key of the type ed25519", self.bad_key(
            short, "ed25519_key_file"))
        self.assertIn("is missing", self.bad_key("secrets/nothing"))
        locked = self.openssl("locked", "genrsa", "-aes128", "-passout",
                              "pass:x", "2048")
        self.assertIn("without a password", self.bad_key(locked))
        for name, text in (
                ("empty", ""), ("der", "\x00\x01\x02"),
                ("cut", "-----BEGIN PRIVATE KEY-----\nMIIE\n"),
                ("huge", "x" * 100000)):
            path = self.site.dir / "secrets" / name
            path.write_text(text)
            path.chmod(0o600)
            self.assertIn("dkim.example.org", self.bad_key(
                f"secrets/{name}"))
        path = self.site.dir / "secrets" / "printed"
        path.write_text(f"-----BEGIN PRIVATE KEY-----\n{PRINTED}\n"
                        "-----END PRIVATE KEY-----\n")
        path.chmod(0o600)
        self.assertIn("RFC 8463", self.bad_key(
            "secrets/printed", "ed25519_key_file"))

    def test_a_key_of_openssl_serves(self):
        key = self.openssl("rsa", "genrsa", "-traditional", "2048")
        self.assertNotIn("dkim", self.bad_key(key))

    def test_sections(self):
        for text, said in (
                ('dkim "example.org" { }', "neither key_file"),
                ('dkim "exa mple.org" { key_file = x }', "not a domain"),
                ('dkim "a.org" { key_file = x }\n'
                 'dkim "A.org" { key_file = y }', "used twice"),
                ('dkim "a.org" { key_file = x ed25519_key_file = y '
                 'ed25519_selector = Liaison }', "both keys"),
                ('dkim "a.org" { key_file = x selector = "a b" }',
                 "not made of letters")):
            before = self.site.conf.read_text()
            self.site.conf.write_text(before + text + "\n")
            done = self.site.run("config", "check", status=78)
            self.assertIn(said, done.stderr)
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
            self.site.conf.write_text(before)

    def test_a_domain_without_keys_is_told(self):
        keys_for(self.site, "--domain", "example.net")
        said = self.remarks()
        self.assertIn('no section dkim "example.org"', said)
        self.assertIn("lettre: mail from lettre@example.org", said)


class Signed(unittest.TestCase):
    """Into a sink."""

    @classmethod
    def setUpClass(cls):
        need_dkimpy()
        cls.host = cls.enterClassContext(lib.Host(postfix=False))

    def setUp(self):
        self.site = self.enterContext(SinkSite(self.host, settings=MANY))

    def wires(self, address=None):
        self.site.sink.settle()
        return [m.data for m in self.site.sink.messages
                if address is None or m.recipients == [address]]

    def ready(self, *args):
        keys_for(self.site, *args)
        self.dns = records(self.site)

    def test_every_kind_of_mail(self):
        self.ready()
        self.site.ask("bob@example.net")
        self.site.run("receive", "--once")
        self.site.subscribe("lettre", ["anne@example.net"])
        self.site.run("subscriber", "add", "lettre", "zoé@example.net"
                      .replace("é", "e"), "--name", "Zoé {{x}} <b>",
                      "--consent", "paper")
        self.site.run("subscriber", "add", "lettre", "dig@example.net",
                      "--delivery", "digest", "--consent", "paper")
        newsletter(self.site, subject="Pour {{name}} : " + "été " * 40)
        self.site.run("digest", "lettre")
        self.site.drain()
        for person in ("bob", "anne", "zoe", "dig"):
            [raw] = self.wires(f"{person}@example.net")
            self.assertEqual(verdicts(raw, self.dns), BOTH, raw.decode())
            self.judge(raw)

    def judge(self, raw):
        lines = raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
        for line in lines[:lines.index(next(
                l for l in lines if l.startswith(b"Date:")))]:
            self.assertLessEqual(len(line), 78, line)
            self.assertTrue(line.strip())
        names = [l.split(b":")[0].decode().lower() for l in lines
                 if l[:1] not in (b" ", b"\t")]
        for tags in signatures(raw):
            self.assertEqual(tags["c"], "relaxed/relaxed")
            self.assertEqual(tags["d"], "example.org")
            self.assertNotIn("l", tags)
            signed = [n.lower() for n in tags["h"].split(":")]
            for name in ("from", "to", "subject", "date", "message-id",
                         "mime-version", "content-type", "reply-to",
                         "list-id", "list-unsubscribe",
                         "list-unsubscribe-post"):
                self.assertEqual(signed.count(name), names.count(name) + 1,
                                 name)
            for name in names:
                if name.startswith("list-") or name in (
                        "in-reply-to", "references", "auto-submitted"):
                    self.assertIn(name, signed)

    def test_changes(self):
        self.ready()
        self.site.subscribe("lettre", ["anne@example.net"])
        newsletter(self.site)
        [raw] = self.wires()

        def changed(old, new):
            self.assertIn(old, raw)
            return verdicts(raw.replace(old, new, 1), self.dns)

        self.assertEqual(verdicts(raw, self.dns), BOTH)
        self.assertEqual(verdicts(
            b"Received: from x by y; today\r\nX-Spam: no\r\n" + raw,
            self.dns), BOTH)
        for added in (b"From: evil@example.com", b"Subject: evil",
                      b"To: x@example.com", b"Date: x", b"Cc: x@example.com",
                      b"Reply-To: x@example.com", b"Content-Type: text/plain",
                      b"List-Unsubscribe: <mailto:x@example.com>",
                      b"List-Unsubscribe-Post: List-Unsubscribe=One-Click"):
            for place in (added + b"\r\n" + raw, raw.replace(
                    b"\r\n\r\n", b"\r\n" + added + b"\r\n\r\n", 1)):
                self.assertEqual(verdicts(place, self.dns), NEITHER, added)
        self.assertEqual(changed(b"+stop-", b"+step-"), NEITHER)
        self.assertEqual(changed(b"un point", b"un pont"), NEITHER)
        self.assertEqual(changed(b"List-Id: <lettre", b"List-Id: <letre"),
                         NEITHER)
        self.assertEqual(verdicts(raw + b"more\r\n", self.dns), NEITHER)
        # What relaxed allows: blanks and folding.
        self.assertEqual(changed(b"List-Help: <", b"list-help:\r\n\t<"), BOTH)
        # Another key in the DNS.
        keys = dict(self.dns)
        keys["liaison._domainkey.example.org"] = re.sub(
            "p=.{40}", "p=" + "A" * 40, keys[
                "liaison._domainkey.example.org"])
        self.assertEqual(verdicts(raw, keys), {
            "rsa-sha256": False, "ed25519-sha256": True})

    def test_one_key_alone(self):
        for kind, name in (("rsa", "rsa-sha256"),
                           ("ed25519", "ed25519-sha256")):
            with SinkSite(self.host, settings=MANY) as self.site:
                self.ready("--type", kind)
                self.site.subscribe("lettre", ["anne@example.net"])
                newsletter(self.site)
                [raw] = self.wires()
                self.assertEqual(verdicts(raw, self.dns), {name: True})

    def test_the_nearest_domain(self):
        """A parent's keys serve where there are none nearer."""
        self.site.set('list "lettre"', address="lettre@a.lists.example.org")
        self.ready("--domain", "example.org", "--type", "ed25519")
        self.site.subscribe("lettre", ["anne@example.net"])
        newsletter(self.site)
        [raw] = self.wires()
        self.assertEqual([s["d"] for s in signatures(raw)], ["example.org"])
        self.assertEqual(verdicts(raw, self.dns), {"ed25519-sha256": True})
        self.ready("--domain", "lists.example.org", "--type", "ed25519")
        newsletter(self.site)
        raw = self.wires()[-1]
        self.assertEqual([s["d"] for s in signatures(raw)],
                         ["lists.example.org"])
        self.assertEqual(verdicts(raw, self.dns), {"ed25519-sha256": True})
        # A domain that only ends like it has no keys.
        self.site.set('list "lettre"', address="lettre@notexample.org")
        newsletter(self.site)
        self.assertEqual(signatures(self.wires()[-1]), [])

    def test_without_keys_nothing_is_signed(self):
        self.site.subscribe("lettre", ["anne@example.net"])
        newsletter(self.site)
        self.assertEqual(signatures(self.wires()[0]), [])

    def test_nothing_leaves_unsigned(self):
        self.ready()
        path = self.site.dir / "secrets" / "dkim-example.org-liaison.pem"
        kept = path.with_suffix(".kept")
        shutil.copy2(path, kept)
        pathlib.Path(path).write_text("broken")
        self.site.subscribe("lettre", ["anne@example.net", "b@example.net"])
        file = self.site.dir / "issue.md"
        file.write_text("---\nsubject: x\n---\n\nHello.\n")
        self.site.run("newsletter", "send", file, "--list", "lettre", "--yes")
        done = self.site.run("send", "--drain", status=78)
        self.assertIn("dkim.example.org.key_file", done.stderr)
        self.assertEqual(self.wires(), [])
        self.assertEqual(self.site.states(), {"queued": 2})
        self.assertIn("alarm: ", self.site.run("status").stdout)
        shutil.copy2(kept, path)
        self.site.drain()
        self.assertEqual(len(self.wires()), 2)
        for raw in self.wires():
            self.assertEqual(verdicts(raw, self.dns), BOTH)
        self.assertNotIn("alarm: ", self.site.run("status").stdout)


class Bytes(unittest.TestCase):
    """Any message, signed by src/mail/dkim.c alone."""

    HEAD = (b"From: =?utf-8?q?=C3=A9?=\r\n <a@example.org>\r\n"
            b"To: b@example.net\r\nSubject:\r\n  long   blanks \t here\r\n"
            b"Content-Type: text/plain;\r\n\tcharset=utf-8\r\n\r\n")
    BODIES = [
        b"", b"\r\n", b"\r\n\r\n\r\n", b" \r\n", b"\t \r\n\r\n",
        b"no end", b"end\r\n", b"ends\r\n\r\n\r\n", b" \r\n x\r\n",
        b"a  b\t\tc \t\r\n", b"x" * 998 + b"\r\n", b"x" * 100000,
        b".\r\n..\r\n.x\r\n", "é€😀\r\n".encode(), b"\xff\xfe\x80\r\n",
        b"From me\r\n>From you\r\n", b"a\r\n\r\nb\r\n \r\n\t\r\n",
        bytes(range(1, 10)) + bytes(range(11, 13)) + b"\r\n",
    ]

    def setUp(self):
        need_dkimpy()
        self.site = self.enterContext(lib.Site())
        keys_for(self.site)
        self.dns = {name.replace("liaison-", "").replace("liaison.", "rsa."):
                    value for name, value in records(self.site).items()}

    def sign(self, message, domain="example.org"):
        folder = self.site.dir / "secrets"
        done = subprocess.run(
            [lib.BUILD / "tests" / "dkim_probe", "1", domain,
             f"rsa={folder}/dkim-example.org-liaison.pem",
             f"ed25519={folder}/dkim-example.org-liaison-ed25519.pem"],
            input=message, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 0, (done.stderr, message[-200:]))
        return done.stdout

    def test_bodies(self):
        dice = random.Random(20261122)
        bodies = self.BODIES + [
            b"".join(dice.choice([b" ", b"\t", b"\r\n", b"a", b".", b"\xc3"])
                     for _ in range(dice.randrange(200)))
            for _ in range(int(os.environ.get("LIAISON_TRIES", "40")))]
        for body in bodies:
            signed = self.sign(self.HEAD + body)
            self.assertTrue(signed.endswith(self.HEAD + body))
            if not signed.endswith(b"\r\n"):
                signed += b"\r\n"  # as SMTP does
            self.assertEqual(verdicts(signed, self.dns, exact=True), BOTH,
                             body)

    def test_the_longest_domain(self):
        """Folded all the same, and read back whole."""
        domain = ".".join(["d" * 62] * 3 + ["e" * 48, "example.org"])
        self.assertLessEqual(len("a@" + domain), 254)
        message = self.HEAD.replace(b"example.org", domain.encode()) + b"x"
        dns = {name.replace("example.org", domain): value
               for name, value in self.dns.items()}
        signed = self.sign(message, domain) + b"\r\n"
        self.assertEqual(verdicts(signed, dns, exact=True), BOTH)
        for line in signed.split(b"\r\n"):
            self.assertLessEqual(len(line), 998)

    def test_header_alone(self):
        for head in (b"From: a@example.org\r\n\r\n",
                     b"From: a@example.org\r\n",
                     b"Subject:\r\nFrom:a@example.org\r\n\r\n"):
            signed = self.sign(head)
            if b"\r\n\r\n" not in signed:
                signed += b"\r\n"
            self.assertEqual(verdicts(signed, self.dns, exact=True), BOTH,
                             head)


class Delivered(unittest.TestCase):
    """By a real Postfix into a real mailbox."""

    def test_through_postfix(self):
        need_dkimpy()
        host = self.enterContext(lib.Host())
        site = self.enterContext(lib.Site(host))
        keys_for(site)
        dns = records(site)
        host.send_mail("bob@example.net", "lettre+subscribe@example.org", "")
        lib.wait_for(lambda: host.files(lib.LISTES), what="the mail")
        site.turn()
        site.run("subscriber", "add", "lettre", "anne@example.net",
                 "--name", "Ann-Élise", "--consent", "paper")
        site.drain = lambda: site.run("send", "--drain")
        newsletter(site)
        for person in ("bob", "anne"):
            [raw] = host.raw_mailbox(f"{person}@example.net")
            self.assertIn(b"Received: ", raw)
            self.assertEqual(verdicts(raw, dns), BOTH, raw.decode())


if __name__ == "__main__":
    unittest.main()
