"""What is changed after a proof, and after its approval: what the approver saw
leaves, or nothing and its editors are told.
"""
import unittest

import lib
from orders import ANNE, LONG, PAUL, READERS, Orders
from test_newsletter_images import png

LETTER = """\
---
subject: Lettre {number}
list: lettre
language: fr
attachments: plan.pdf
default_ville: votre ville
---
Bonjour {{{{name}}}} de {{{{ville}}}}, voici la {number}e.

![Un plan](plan.png)

::: item
title: Au travail
topics: travail
:::

::: event
id: seance
title: Séance
start: 2031-12-07 18:00
:::
"""


class Changes(Orders):
    def site_of_two(self):
        site = self.new_site(approval="editor", fields=("ville",),
                             logo="logo.png")
        (site.dir / "logo.png").write_bytes(png(40, 20))
        folder = site.dir / "templates" / "fr"
        folder.mkdir(parents=True)
        site.set("site", templates="templates")
        return site

    def letter(self, site, number):
        file = self.write(site, name="lettre.fr.md")
        file.write_text(LETTER.format(number=number))
        (site.dir / "plan.png").write_bytes(png(30, 30))
        (site.dir / "plan.pdf").write_bytes(b"%PDF-1.4 first")
        return file

    def proofs(self, site):
        return [m for m in site.mails(PAUL)
                if "[approve " in str(m["Subject"])]

    def answer(self, site, proof):
        site.ask(PAUL, None, None, body="oui", reply_to=proof)
        site.run("receive", "--once")
        self.tick(site)

    def list_text(self, site, old, new):
        """In the section of the list alone."""
        text = site.conf.read_text()
        at = text.index('list "lettre"')
        assert old in text[at:], old
        site.conf.write_text(text[:at] + text[at:].replace(old, new, 1))

    def each_way(self, site, changes, check):
        """Changed before the answer, and between it and the hour; some."""
        for number, (name, change) in enumerate(changes.items()):
            for approved in (False, True):
                if not LONG and (2 * number + approved) % 5:
                    continue
                with self.subTest(name, approved=approved):
                    self.one_way(site, change, approved, check)

    def one_way(self, site, change, approved, check):
        before = self.got(site)
        self.order(site, "--editor", ANNE, "--at", self.soon(hours=1),
                   "--again", file=self.letter(site, self.number))
        self.number += 1
        self.tick(site)
        proof = self.proofs(site)[-1]
        if approved:
            self.answer(site, proof)
            self.assertEqual(self.orders(site)[0]["state"], "scheduled")
        undo = change(site)
        if not approved:
            self.answer(site, proof)
        self.hour_comes(site, minutes=1)
        self.tick(site)
        check(site, proof, before)
        if undo:
            undo()
        self.tick(site)
        for row in self.orders(site):
            site.run("newsletter", "cancel", "--order", row["order"])

    def setUp(self):
        self.number = 1

    def set(self, section='list "lettre"', **settings):
        def change(site):
            was = site.conf.read_text()
            site.set(section, **settings)
            return lambda: site.conf.write_text(was)
        return change

    def replace(self, old, new):
        def change(site):
            was = site.conf.read_text()
            self.list_text(site, old, new)
            return lambda: site.conf.write_text(was)
        return change

    def file(self, name, data):
        def change(site):
            file = site.dir / name
            was = file.read_bytes() if file.exists() else None
            if data is None:
                file.unlink()
            else:
                file.write_bytes(data)
            return lambda: (file.unlink() if was is None
                            else file.write_bytes(was))
        return change

    def test_another_approval_is_needed(self):
        template = (lib.ROOT / "templates/fr/newsletter.txt").read_bytes()
        changes = {
            "footer": self.set(footer_fr="Un autre pied."),
            "label": self.set(label_fr="La Gazette"),
            "colour": self.set(colour="#225577"),
            "address": self.set(address="gazette@example.org"),
            "site's name": self.set("site", name="Un autre nom"),
            "zone": self.set(timezone="America/New_York"),
            "logo": self.file("logo.png", png(60, 20)),
            "no logo": self.file("logo.png", None),
            "template": self.file("templates/fr/newsletter.txt",
                                  template + b"\nEt encore.\n"),
            "topic's label": self.replace("travail et", "labeur et"),
        }

        def check(site, proof, before):
            self.assertEqual(self.got(site), before)
            [row] = self.orders(site)
            self.assertEqual((row["state"], row["why"]),
                             ("proof", "changed"))
            told = " ".join(lib.body_of(site.mails(ANNE)[-1]).split())
            self.assertIn("ne serait plus la même", told)
            self.assertNotEqual(self.proofs(site)[-1]["Message-ID"],
                                proof["Message-ID"])
            self.answer(site, proof)
            self.assertEqual(self.got(site), before)
            self.answer(site, self.proofs(site)[-1])
            self.assertEqual(self.got(site), [n + 1 for n in before])

        with self.site_of_two() as site:
            self.each_way(site, changes, check)

    def test_what_cannot_be_made_any_more_is_told(self):
        changes = {
            "field": self.set(fields=()),
            "topic": self.replace('topic "travail"', 'topic "emploi"'),
            "template": self.file("templates/fr/newsletter.txt",
                                  b"Subject: {{#x}}\n\n"),
        }

        def check(site, proof, before):
            self.assertEqual(self.got(site), before)
            [row] = self.orders(site)
            self.assertEqual(row["state"], "paused")
            for who in ANNE, PAUL:
                self.assertIn("newsletter resume --order",
                              lib.body_of(site.mails(who)[-1]))

        with self.site_of_two() as site:
            self.each_way(site, changes, check)

    def test_what_may_change_meanwhile(self):
        def people(site):
            site.subscribe("lettre", ["new@example.net"])

        def editors(site):
            site.set('list "lettre"',
                     editors=(ANNE, PAUL, "z@example.org"))

        changes = {
            "file": self.file("lettre.fr.md", b"---\nsubject: x\n---\ny\n"),
            "image": self.file("plan.png", png(60, 20)),
            "attachment": self.file("plan.pdf", b"%PDF-1.4 second"),
            "readers": people,
            "editors": editors,
        }

        def check(site, proof, before):
            self.assertEqual(self.got(site), [n + 1 for n in before])
            self.assertEqual(self.orders(site), [])
            mail = site.mails(READERS[0])[-1]
            self.assertIn(f"{self.number - 1}e.", lib.body_of(mail))
            self.assertIn(b"%PDF-1.4 first",
                          [part.get_content() for part in mail.walk()
                           if part.get_content_type() == "application/pdf"])

        with self.site_of_two() as site:
            self.each_way(site, changes, check)


if __name__ == "__main__":
    unittest.main()
