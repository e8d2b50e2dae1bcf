"""Twenty thousand people: imported, queued, sent and exported, each once."""
import csv
import io
import unittest

import lib
from lean_smtp import LeanSmtp
from sink import SinkSite

PEOPLE = 20000
NEWSLETTER = """\
---
subject: News for everybody
language: en
---

# Hello {{name}}

This is what happened this month, and there was rather a lot of it.
"""


class Many(unittest.TestCase):
    def test_all_of_them_once(self):
        with LeanSmtp() as server, SinkSite() as site:
            site.set("smtp", port=server.port)
            people = [f"person.{i}@dept{i % 97}.example.net"
                      for i in range(PEOPLE)]
            site.subscribe("lettre", people)
            self.assertEqual(site.sql(
                "SELECT status, count(*) FROM subscription GROUP BY status"),
                [("active", PEOPLE)])
            table = io.StringIO(site.run("subscriber", "export", "lettre",
                                         "--format", "csv").stdout)
            exported = [row[0] for row in csv.reader(table)][1:]
            self.assertEqual(sorted(exported), sorted(people))
            file = site.dir / "news.md"
            file.write_text(NEWSLETTER)
            site.run("newsletter", "send", file, "--list", "lettre", "--yes")
            self.assertEqual(site.states(), {"queued": PEOPLE})
            site.run("send", "--drain", timeout=400)
            self.assertEqual(site.states(), {"sent": PEOPLE})
            self.assertEqual(site.states("mailing"), {"done": 1})
            self.assertEqual(sorted(server.recipients), sorted(people))


if __name__ == "__main__":
    unittest.main()
