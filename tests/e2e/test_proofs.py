"""Newsletters that leave once an editor has answered their proof."""
import json
import unittest

import lib
from orders import ANNE, PAUL, PNG, READERS, Orders, commits
from sink import KILLED


class Proof(Orders):
    def two(self, **settings):
        return self.new_site(approval="editor", **settings)

    def answer(self, site, who, proof, body="oui", **options):
        """An editor answers a proof, and the site does its turn."""
        site.ask(who, None, None, body=body, reply_to=proof, **options)
        site.run("receive", "--once")
        self.tick(site)

    def proof_for(self, site, who, count=1):
        proofs = [m for m in site.mails(who)
                  if "[approve " in str(m["Subject"])]
        self.assertEqual(len(proofs), count)
        return proofs[-1]

    def told(self, site, who, words):
        """The last mail of somebody says so."""
        text = " ".join(lib.body_of(site.mails(who)[-1]).split())
        self.assertIn(words, text)

    def states(self, site):
        return [row["state"] for row in self.orders(site, "--all")]

    def test_round_trip(self):
        with self.two() as site:
            made = self.order(site, "--editor", ANNE)
            self.assertEqual((made["state"], made["proofs"]), ("proof", 1))
            self.tick(site)
            self.assertEqual(self.got(site), [0, 0, 0])
            self.assertEqual(site.mails(ANNE), [])
            proof = self.proof_for(site, PAUL)
            self.assertRegex(str(proof["Reply-To"]), r"\+approve-")
            text = " ".join(lib.body_of(proof).split())
            for words in (ANNE, "Décembre", "3 personnes", "aussitôt",
                          "- lettre.fr.md:"):
                self.assertIn(words, text)
            self.assertNotIn(str(site.dir), text)
            inside = [part.get_content() for part in proof.walk()
                      if part.get_content_type() == "message/rfc822"]
            self.assertEqual(len(inside), 1)
            self.assertEqual(str(inside[0]["Subject"]), "Décembre")
            self.assertIn("Du texte.", lib.body_of(inside[0]))
            self.answer(site, PAUL, proof, "Oui.\n\n" + lib.quoted(proof))
            self.assertEqual(self.got(site), [1, 1, 1])
            self.told(site, ANNE, f"{PAUL} a approuvé")
            self.told(site, PAUL, "Vous avez approuvé")
            [row] = self.orders(site, "--all")
            self.assertEqual((row["state"], row["approver"]), ("sent", PAUL))
            # Twice changes nothing.
            self.answer(site, PAUL, proof)
            self.assertEqual(self.got(site), [1, 1, 1])
            self.told(site, PAUL, "est déjà partie")

    def test_who_orders_must_be_known_and_an_editor(self):
        with self.two() as site:
            done = self.order(site, status=64)
            self.assertIn("--editor", done.stderr)
            done = self.order(site, "--editor", "eve@example.org", status=64)
            self.assertIn("no editor", done.stderr)
            self.assertEqual(self.orders(site, "--all"), [])

    def test_for_an_hour_it_waits_after_the_approval(self):
        with self.two() as site:
            self.order(site, "--editor", ANNE, "--at", self.soon(hours=5))
            self.tick(site)
            self.answer(site, PAUL, self.proof_for(site, PAUL), "Bon à tirer.")
            self.assertEqual(self.got(site), [0, 0, 0])
            self.assertEqual(self.states(site), ["scheduled"])
            self.hour_comes(site, minutes=2)
            self.tick(site)
            self.assertEqual(self.got(site), [1, 1, 1])

    def test_no_refuses_and_words_are_passed_on(self):
        with self.two() as site:
            self.order(site, "--editor", ANNE)
            self.tick(site)
            proof = self.proof_for(site, PAUL)
            self.answer(site, PAUL, proof, "Oui, mais corrige la date.")
            self.assertEqual(self.states(site), ["proof"])
            told = site.mails(ANNE)[-1]
            self.assertIn("remarque", lib.body_of(told))
            self.assertIn(b"corrige la date", told.as_bytes())
            self.told(site, PAUL, "n’approuve donc rien")
            self.answer(site, PAUL, proof, "Non.")
            self.assertEqual(self.states(site), ["refused"])
            self.told(site, ANNE, "a refusé")
            self.answer(site, PAUL, proof, "Oui.")
            self.told(site, PAUL, "a déjà été refusée")
            self.assertEqual(self.got(site), [0, 0, 0])

    def test_only_a_yes_approves(self):
        with self.two() as site:
            self.order(site, "--editor", ANNE)
            self.tick(site)
            proof = self.proof_for(site, PAUL)
            for words in ("", lib.quoted(proof), "Merci !",
                          "Bonjour,\n\nPaul", "-- \nPaul"):
                self.answer(site, PAUL, proof, words)
                self.assertEqual(self.states(site), ["proof"], words)
                self.told(site, PAUL, "n’approuve donc rien")
            self.answer(site, PAUL, proof, "Oui, merci !")
            self.assertEqual(self.got(site), [1, 1, 1])

    def test_who_may_not_approve(self):
        with self.two() as site:
            self.order(site, "--editor", ANNE)
            self.tick(site)
            proof = self.proof_for(site, PAUL)
            # The one who ordered it has the mail, too.
            self.answer(site, ANNE, proof)
            self.answer(site, "eve@example.net", proof)
            self.assertEqual(self.states(site), ["proof"])
            self.told(site, PAUL, "autre adresse, eve@example.net")
            # A machine, and a sender whom the receiving server denies.
            self.answer(site, PAUL, proof, "", headers=[
                ("Auto-Submitted", "auto-replied")])
            self.answer(site, PAUL, proof,
                        "Je suis absent jusqu'au 3 janvier.")
            forged = lib.make_mail(PAUL, None, None, "oui", reply_to=proof)
            self.host.deliver_lmtp(
                lib.authenticated(forged, "fail"), site.box)
            site.run("receive", "--once")
            self.tick(site)
            self.assertEqual(self.states(site), ["proof"])
            # A code that nobody was given.
            token = str(proof["Subject"]).partition("[approve ")[2][:-1]
            wrong = token[:-1] + ("a" if token[-1] != "a" else "b")
            site.ask(PAUL, f"lettre+approve-{wrong}@example.org", "x",
                     body="oui")
            site.run("receive", "--once")
            self.tick(site)
            self.assertEqual(self.states(site), ["proof"])
            # No editor any more.
            site.set('list "lettre"', editors=(ANNE, "z@example.org"))
            self.answer(site, PAUL, proof)
            self.told(site, PAUL, "ne faites plus partie")
            self.assertEqual(self.got(site), [0, 0, 0])

    def test_an_edited_file_is_another_order(self):
        with self.two() as site:
            self.order(site, "--editor", ANNE)
            self.tick(site)
            old = self.proof_for(site, PAUL)
            made = self.order(site, "--editor", ANNE,
                              file=self.write(site, "Corrigé."))
            self.assertEqual(made["withdrawn"], 1)
            self.tick(site)
            self.answer(site, PAUL, old)
            self.told(site, PAUL, "a été retirée")
            self.assertEqual(self.got(site), [0, 0, 0])
            self.answer(site, PAUL, self.proof_for(site, PAUL, 2))
            self.assertEqual(self.got(site), [1, 1, 1])
            self.assertIn("Corrigé.",
                          lib.body_of(site.mails(READERS[0])[-1]))

    def test_what_would_differ_from_the_proof_does_not_leave(self):
        with self.two() as site:
            self.order(site, "--editor", ANNE)
            self.tick(site)
            proof = self.proof_for(site, PAUL)
            site.set('list "lettre"', footer_fr="Un autre pied.")
            self.answer(site, PAUL, proof)
            self.assertEqual(self.got(site), [0, 0, 0])
            self.assertEqual(self.states(site), ["proof", "cancelled"])
            self.told(site, ANNE, "ne serait plus la même")
            self.answer(site, PAUL, proof)
            self.assertEqual(self.got(site), [0, 0, 0])
            self.answer(site, PAUL, self.proof_for(site, PAUL, 2))
            self.assertEqual(self.got(site), [1, 1, 1])

    def test_a_late_answer(self):
        with self.two() as site:
            self.order(site, "--editor", ANNE)
            self.tick(site)
            site.sql("UPDATE newsletter SET expires = 1")
            self.answer(site, PAUL, self.proof_for(site, PAUL))
            self.assertEqual(self.states(site), ["expired"])
            self.told(site, ANNE, "Personne n’a approuvé à temps")
            self.told(site, PAUL, "arrive trop tard")
            self.assertEqual(self.got(site), [0, 0, 0])

    def test_without_sub_addresses_the_subject_carries_it(self):
        with self.two(delimiter="") as site:
            site.set("site", delimiter="")
            self.order(site, "--editor", ANNE)
            self.tick(site)
            proof = self.proof_for(site, PAUL)
            self.assertNotIn("+", str(proof["Reply-To"]))
            self.answer(site, PAUL, proof, "ok")
            self.assertEqual(self.got(site), [1, 1, 1])

    def test_explained(self):
        with self.two() as site:
            self.order(site, "--editor", ANNE)
            self.tick(site)
            file = site.dir / "answer.eml"
            file.write_bytes(lib.to_bytes(lib.make_mail(
                PAUL, None, None, "oui", reply_to=self.proof_for(site, PAUL))))
            found = json.loads(site.run("explain", "--json", file).stdout)
            self.assertEqual((found["kind"], found["action"]),
                             ("moderation", "apply"))
            self.assertEqual(found["commands"][0]["command"], "approve")

    def test_killed_anywhere_it_leaves_once(self):
        hooks = commits(1, 7)
        with self.two() as site:
            for number, hook in enumerate(hooks, 1):
                self.order(site, "--editor", ANNE, file=self.write(
                    site, hook, name=f"{number}.md"))
                self.tick(site)
                proof = self.proof_for(site, PAUL, number)
                site.ask(PAUL, None, None, body="oui", reply_to=proof)
                for command in (("receive", "--once"), ("tick",)):
                    done = site.run(*command, status=None,
                                    env={"LIAISON_HOOK": hook})
                    self.assertIn(done.returncode, (0, KILLED), done.stderr)
                    site.run(*command)
                site.drain()
                self.assertEqual(self.got(site), [number] * 3, hook)


class ByMail(Orders):
    def letter(self, who=ANNE, to="lettre+newsletter@example.org",
               subject="Voici la lettre", text="", html=None, files=(),
               images=()):
        mail = lib.make_mail(who, to, subject, text)
        if html is not None:
            mail.add_alternative(html, subtype="html")
        for name, data in images:
            mail.get_payload()[1].add_related(
                data, "image", "png", cid=f"<{name}@x>", filename=name)
        for name, data in files:
            main, sub = (("text", "markdown") if name.endswith(".md")
                         else ("image", "png"))
            if main == "text":
                mail.add_attachment(data.encode(), "application",
                                    "octet-stream", filename=name)
            else:
                mail.add_attachment(data, main, sub, filename=name)
        return mail

    def arrive(self, site, mail, verdict="pass"):
        raw = lib.authenticated(mail, verdict) if verdict else mail
        self.host.deliver_lmtp(raw, site.box)
        site.run("receive", "--once")
        self.tick(site)

    def agree(self, site, who, proof):
        site.ask(who, None, None, body="oui", reply_to=proof)
        site.run("receive", "--once")
        self.tick(site)

    def file(self, text="Du texte.", language="fr", subject="Par courriel"):
        return (f"---\nsubject: {subject}\nlanguage: {language}\n---\n\n"
                f"{text}\n")

    def test_a_file_with_its_twin_and_an_image(self):
        with self.new_site() as site:
            self.arrive(site, self.letter(files=[
                ("../x/l.fr.md", self.file("![Une photo](photo.png)")),
                ("l.en.md", self.file("![A photo](photo.png)", "en")),
                ("photo.png", PNG)]))
            self.assertEqual(self.got(site), [0, 0, 0])
            self.assertEqual(site.mails(PAUL), [])
            [proof] = site.mails(ANNE)
            self.assertIn("[approve ", str(proof["Subject"]))
            inside = [part.get_content() for part in proof.walk()
                      if part.get_content_type() == "message/rfc822"]
            self.assertEqual(len(inside), 2)
            self.agree(site, ANNE, proof)
            self.assertEqual(self.got(site), [1, 1, 1])
            [mail] = site.mails(READERS[0])
            self.assertEqual(str(mail["Subject"]), "Par courriel")
            self.assertIn("image/png",
                          [part.get_content_type() for part in mail.walk()])

    def test_a_formatted_message(self):
        with self.new_site() as site:
            self.arrive(site, self.letter(
                text="Bonjour", subject="La lettre d’hiver",
                html="<p>Bonjour <b>{{name}}</b>,</p><h2>À lire</h2><ul><li>"
                "<a href='https://example.org/a'>un rapport</a></li></ul>"
                "<p><img src='cid:p.png@x' alt='Un dessin'></p>",
                images=[("p.png", PNG)]))
            [proof] = site.mails(ANNE)
            self.agree(site, ANNE, proof)
            self.assertEqual(self.got(site), [1, 1, 1])
            [mail] = site.mails(READERS[0])
            self.assertEqual(str(mail["Subject"]), "La lettre d’hiver")
            html = lib.body_of(mail, "html")
            for words in ("<h2", 'href="https://example.org/a"', "cid:",
                          'alt="Un dessin"'):
                self.assertIn(words, html)
            self.assertIn("https://example.org/a", lib.body_of(mail))

    def test_text_with_front_matter_and_a_second_editor(self):
        with self.new_site(approval="editor") as site:
            self.arrive(site, self.letter(text=self.file("Deux personnes.")))
            [own] = site.mails(ANNE)
            self.assertNotIn("[approve", str(own["Subject"]))
            [proof] = site.mails(PAUL)
            self.agree(site, PAUL, proof)
            self.assertEqual(self.got(site), [1, 1, 1])

    def test_mistakes_come_back_and_nothing_is_kept(self):
        with self.new_site() as site:
            for files, words in (
                    ([("a.md", self.file("Bonjour {{inconnu}}."))], "inconnu"),
                    ([("a.md", self.file("![x](b.png)"))], "b.png"),
                    ([("a.md", self.file()), ("b.md", self.file())],
                     "several"),
                    ([(f"{i}.png", PNG) for i in range(101)], "100")):
                before = len(site.mails(ANNE))
                self.arrive(site, self.letter(text="x", files=files))
                told = site.mails(ANNE)[before:]
                self.assertEqual(len(told), 1)
                self.assertNotIn("[approve", str(told[0]["Subject"]))
                self.assertIn(words, lib.body_of(told[0]))
            self.assertEqual(self.orders(site, "--all"), [])

    def test_nobody_else(self):
        with self.new_site() as site:
            mail = self.letter(files=[("a.md", self.file())])
            self.arrive(site, mail, verdict=None)
            self.arrive(site, self.letter(files=[("b.md", self.file())]),
                        verdict="fail")
            self.arrive(site, self.letter(who="eve@example.net", files=[
                ("c.md", self.file())]))
            machine = self.letter(files=[("d.md", self.file())])
            machine["Auto-Submitted"] = "auto-generated"
            self.arrive(site, machine)
            self.assertEqual(self.orders(site, "--all"), [])
            for who in (ANNE, PAUL, "eve@example.net"):
                self.assertEqual(site.mails(who), [])
            self.assertEqual(self.got(site), [0, 0, 0])
            self.assertEqual(site.states("inbox"), {"held": 3, "done": 1})

    def test_a_signed_address(self):
        with self.new_site() as site:
            site.run("token", "issue", "--purpose", "editor", "lettre",
                     "eve@example.net", status=65)
            token = site.run("token", "issue", "--purpose", "editor",
                             "lettre", ANNE).stdout.strip()
            self.arrive(site, self.letter(
                who="anne@home.example",
                to=f"lettre+newsletter-{token}@example.org",
                files=[("a.md", self.file("Par l’adresse."))]), verdict=None)
            self.arrive(site, self.letter(
                who="anne@home.example", to="lettre@example.org",
                subject=f"[newsletter {token}] Un sujet",
                text="Par le sujet."), verdict=None)
            proofs = site.mails(ANNE)
            self.assertEqual([str(p["Subject"]).partition(" [")[0]
                              for p in proofs],
                             ["À approuver\u00a0: Par courriel",
                              "À approuver\u00a0: Un sujet"])
            for proof in proofs:
                self.agree(site, ANNE, proof)
            self.assertEqual(self.got(site), [2, 2, 2])
            # Not an editor any more.
            site.set('list "lettre"', editors=(PAUL,))
            self.arrive(site, self.letter(
                who="anne@home.example",
                to=f"lettre+newsletter-{token}@example.org",
                files=[("b.md", self.file("Encore."))]), verdict=None)
            self.assertEqual(self.orders(site), [])


if __name__ == "__main__":
    unittest.main()
