"""What the tests of ordered newsletters share."""
import base64
import datetime
import json
import os
import unittest
import zoneinfo

import lib
import small_disk
from sink import MANY, SinkSite

LONG = os.environ.get("LIAISON_LONG") is not None
PARIS = zoneinfo.ZoneInfo("Europe/Paris")
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGA"
    "WjR9awAAAABJRU5ErkJggg==")
ANNE = "anne@example.org"
PAUL = "paul@example.org"
READERS = ["r1@example.net", "r2@example.net", "r3@example.net"]
FILE = """\
---
subject: {subject}
list: lettre
language: fr
{more}---
Bonjour {{{{name}}}},

{text}
"""


def commits(first, end):
    """The hooks around the commits of a turn: some, or all of them."""
    numbers = range(first, end, 1 if LONG else 3)
    return [f"db.{when}-commit:{n}" for n in numbers
            for when in ("before", "after")]


class Orders(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.host = cls.enterClassContext(lib.Host(postfix=False))

    def new_site(self, small=False, **settings):
        site = SinkSite(self.host, settings=MANY)
        if small:
            small_disk.mount(self, site.dir / "state")
        site.set('list "lettre"', editors=(ANNE, PAUL), **settings)
        site.subscribe("lettre", READERS)
        return site

    def write(self, site, text="Du texte.", subject="Décembre", more="",
              name="lettre.fr.md"):
        file = site.dir / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(FILE.format(subject=subject, text=text, more=more))
        return file

    def order(self, site, *args, file=None, status=0):
        done = site.run("newsletter", "send", file or self.write(site),
                        "--yes", "--json", *args, status=status)
        return json.loads(done.stdout.splitlines()[-1]) if not status else done

    def orders(self, site, *args):
        done = site.run("newsletter", "orders", "--json", *args)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def tick(self, site):
        site.run("tick")
        site.drain()

    def got(self, site):
        """How many newsletters each reader has."""
        counts = site.counts()
        return [counts.get(reader, 0) for reader in READERS]

    def soon(self, **delta):
        when = datetime.datetime.now(PARIS) + datetime.timedelta(**delta)
        return when.strftime("%Y-%m-%d %H:%M")

    def hour_comes(self, site, **ago):
        """As if the time until the hour of all orders were over."""
        site.sql("UPDATE newsletter SET send_at = ? WHERE send_at <> ''",
                 self.soon(**{k: -v for k, v in ago.items()}))
