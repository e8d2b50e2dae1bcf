"""The story that scripts/demo tells; that script installs and builds first."""
import argparse
import os
import pathlib
import re
import shutil
import signal
import sys
import textwrap
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "e2e"))
os.environ.setdefault("LIAISON_BUILD", str(ROOT / "build"))

import lib  # noqa: E402

MARK = ".demo"  # in the site's folder: made by the demo, and by which process
AICHA = "Aïcha Benali <aicha@example.fr>"
BOB = "Bob Martin <bob@example.net>"
CLAIRE = "Claire Dubois <claire@example.com>"
DORA = "Dora Petit <dora@example.com>"
SHOWN = ("From", "To", "Reply-To", "Subject", "List-Id", "List-Unsubscribe",
         "List-Unsubscribe-Post", "Auto-Submitted")


# Telling --------------------------------------------------------------------

def paint(code, text):
    if not sys.stdout.isatty() or "NO_COLOR" in os.environ:
        return text
    return f"\033[{code}m{text}\033[0m"


def say(text):
    text = " ".join(text.split())
    print("\n" + textwrap.fill(text, 78, break_on_hyphens=False), flush=True)


def title(number, text):
    print("\n" + paint("1;34", f"{number}. {text}"), flush=True)


def show(mail, lines=22):
    """A mail as delivered: the headers that matter, and its text."""
    bar = paint("2", "  | ")
    for name in SHOWN:
        if mail[name]:
            value = " ".join(str(mail[name]).split())
            indent = " " * (len(name) + 2)
            for row in textwrap.wrap(f"{name}: {value}", 74,
                                     subsequent_indent=indent,
                                     break_on_hyphens=False,
                                     break_long_words=False):
                print(bar + paint("36", row))
    print(bar)
    rows = lib.body_of(mail).rstrip().splitlines()
    for row in rows[:lines]:
        print((bar + row).rstrip())
    if len(rows) > lines:
        print(bar + f"[... {len(rows) - lines} lines more]")
    sys.stdout.flush()


def command(site, *args, **options):
    """Runs the command line, shown as it would be typed."""
    words = " ".join(f"'{a}'" if " " in str(a) else str(a) for a in args)
    print("\n  " + paint("1", "$ liaison " + words), flush=True)
    done = site.run(*args, cwd=site.dir, **options)
    for row in (done.stdout + done.stderr).rstrip().splitlines():
        print("  " + row)
    sys.stdout.flush()
    return done


# The story ------------------------------------------------------------------

class Story:
    def __init__(self, host, site):
        self.host = host
        self.site = site
        self.read = {}  # how many mails of a person were seen

    def next_mail(self, person):
        """The next mail that a person gets; waits for it."""
        box = address(person)
        seen = self.read.get(box, 0)
        self.wait(lambda: len(self.host.files(box)) > seen, f"a mail to {box}")
        self.read[box] = seen + 1
        return self.host.mailbox(box)[seen]

    def wait(self, predicate, what):
        """Waits for something that the daemon does."""
        def look():
            if self.site.daemon.poll() is not None:
                raise AssertionError("the daemon has ended")
            return predicate()
        lib.wait_for(look, 30, what)

    def subscribe(self):
        title(1, "Three people subscribe, each in their own way")
        say("Aïcha writes an empty mail to lettre+subscribe@example.org.")
        self.host.send_mail(AICHA, "lettre+subscribe@example.org", "")
        asked = {AICHA: self.next_mail(AICHA)}
        say("Nothing happens yet but this question, so that nobody can "
            "subscribe somebody else:")
        show(asked[AICHA])
        say("Bob writes in English, to the address of the mailbox, with "
            "« subscribe lettre » as the subject.")
        self.host.send_mail(BOB, lib.LISTES, "subscribe lettre",
                            "Hello,\n\nPlease add me.\n\nBob\n")
        asked[BOB] = self.next_mail(BOB)
        show(asked[BOB])
        say("Claire just says what she wants, in the text of her mail: "
            "« Je voudrais m'inscrire à la lettre ».")
        self.host.send_mail(
            CLAIRE, lib.LISTES, "Bonjour",
            "Bonjour,\n\nJe voudrais m'inscrire à la lettre.\n\nMerci,\n"
            "Claire\n")
        asked[CLAIRE] = self.next_mail(CLAIRE)
        say(f"She too is asked: « {asked[CLAIRE]['Subject']} ».")
        return asked

    def confirm(self, asked):
        title(2, "They confirm with « Reply » and « Send »")
        for person, question in asked.items():
            self.host.send_mail(person, None, None, lib.quoted(question),
                                reply_to=question)
            welcome = self.next_mail(person)
            if person is AICHA:
                say("Aïcha is welcomed:")
                show(welcome)
            else:
                say(f"{first_name(person)} too: « {welcome['Subject']} ».")
        command(self.site, "subscriber", "list", "lettre")

    def forge(self, asked):
        title(3, "A forged confirmation is refused")
        genuine = str(asked[BOB]["Reply-To"] or asked[BOB]["From"])
        forged = forge_token(address(genuine))
        say("Mallory would like Dora to get the newsletter. He pretends to be "
            "her, and makes up an address like those that confirm:")
        print(f"  {forged}")
        before = len(self.host.files(lib.LISTES, "liaison/done"))
        self.host.send_mail(DORA, forged, "Re: confirmation", "Yes.\n")
        self.wait(lambda: len(self.host.files(
            lib.LISTES, "liaison/done")) > before,
            "the forged confirmation in liaison/done")
        say("The token is not one that liaison has given: the mail is filed, "
            "and nothing happens. Dora is not bothered, and is on no list.")
        [mail] = [raw for raw in self.host.raw_mailbox(
            lib.LISTES, "liaison/done") if forged.encode() in raw]
        (self.site.dir / "forged.eml").write_bytes(mail)
        command(self.site, "explain", "forged.eml")
        command(self.site, "subscriber", "show", "lettre", address(DORA),
                status=None)
        if self.host.files(address(DORA)):
            raise AssertionError("Dora got a mail")

    def newsletter(self):
        title(4, "An editor sends the newsletter")
        say("It is two Markdown files, in French and in English, with an "
            "agenda and news of four topics. Aïcha chose one topic, Bob reads "
            "English, Claire prefers digests.")
        for person, choice in ((AICHA, ("--topics", "travail")),
                               (BOB, ("--language", "en")),
                               (CLAIRE, ("--delivery", "digest"))):
            command(self.site, "subscriber", "set", "lettre", address(person),
                    *choice)
        file = "newsletters/lettre.fr.md"
        command(self.site, "newsletter", "check", file)
        command(self.site, "newsletter", "plan", file)
        command(self.site, "newsletter", "send", file, "--yes")
        got = {p: self.next_mail(p) for p in (AICHA, BOB)}
        say("Aïcha receives it in French, with her name, what is for all and "
            "what is on her topic:")
        show(got[AICHA], lines=70)
        say("Bob receives it in English. There are a text part and an HTML "
            "part, the picture, and the agenda for his calendar:")
        for part in got[BOB].walk():
            print(f"  {part.get_content_type()} {part.get_filename() or ''}")
        command(self.site, "newsletter", "report")
        return got[BOB]

    def digest(self):
        title(5, "Cron sends the digest")
        say("A line of crontab runs this as often as you like. It says "
            "nothing when all goes well:")
        command(self.site, "digest", "lettre")
        say("Claire receives what she missed, in one mail:")
        show(self.next_mail(CLAIRE), lines=40)
        command(self.site, "digest", "lettre")
        say("It was run again, and sent nothing again.")

    def leave(self, newsletter):
        title(6, "Bob leaves with one click")
        link = re.search(r"<mailto:([^>?]+)(?:\?subject=([^>&]*))?",
                         str(newsletter["List-Unsubscribe"]))
        say("His mail program shows a button « Unsubscribe », made from the "
            "List-Unsubscribe above. It sends an empty mail to "
            f"{link.group(1)}:")
        self.host.send_mail(BOB, link.group(1), link.group(2) or "")
        show(self.next_mail(BOB))
        command(self.site, "subscriber", "list", "lettre")
        command(self.site, "status")


def address(person):
    return lib.parse_address(person)


def first_name(person):
    return person.split()[0]


def forge_token(address):
    """The same address with some letters of its token changed."""
    local, domain = address.rsplit("@", 1)
    kept, token = local[:-12], local[-12:]
    return kept + token.translate(str.maketrans(
        "abcdefghijklmnopqrstuvwxyz234567", "bcdefghijklmnopqrstuvwxyz234567a"
    )) + "@" + domain


# Around it ------------------------------------------------------------------

def running(folder):
    """The process id of the demo that keeps this site running, or None."""
    try:
        pid = int((folder / MARK).read_text())
        words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return None
    return pid if any(w.endswith(b"demo.py") for w in words) else None


def stop(folder):
    pid = running(folder)
    if pid is None:
        sys.exit(f"No demo is running in {folder}.")
    os.kill(pid, signal.SIGTERM)
    lib.wait_for(lambda: running(folder) is None, 30, "the end of the demo")
    print(f"The demo in {folder} has ended.")


def make_room(folder):
    """Removes the site of an earlier demo, and nothing else."""
    if not folder.exists():
        return
    if not (folder / MARK).exists():
        sys.exit(f"{folder} exists and was not made by the demo: name "
                 "another folder.")
    if running(folder):
        sys.exit(f"A demo is running in {folder}: end it with "
                 f"scripts/demo --stop {folder}")
    shutil.rmtree(folder)


def keep_mails(host, folder):
    """Copies what each person received to FOLDER/mails."""
    for person in (AICHA, BOB, CLAIRE):
        box = address(person)
        target = folder / "mails" / box
        target.mkdir(parents=True, exist_ok=True)
        for number, raw in enumerate(host.raw_mailbox(box), 1):
            (target / f"{number}.eml").write_bytes(raw)


def tell_how_to_talk(host, site):
    d, p = host.dovecot, host.postfix
    print(f"""
The servers and the daemon keep running.

  IMAP          127.0.0.1 port {d.imap} (STARTTLS), {d.imaps} (TLS)
  SMTP          127.0.0.1 port {p.smtp}
  logins        any address, such as bob@example.net; password: {lib.PASSWORD}
  the mailbox   {lib.LISTES}
  the site      export LIAISON_CONFIG={site.conf}

Write to it:
  swaks --server 127.0.0.1:{p.smtp} --from eve@example.net \\
    --to lettre+subscribe@example.org \\
    --header 'Subject: subscribe' --body 'Hello.'
Read what came back:
  curl -s 'imap://127.0.0.1:{d.imap}/INBOX;MAILINDEX=1' -u eve@example.net:{lib.PASSWORD}
Ask it:
  {site.program} status
End it with Ctrl-C here, or from elsewhere with
  scripts/demo --stop {site.dir}""", flush=True)


def play(folder, keep):
    started = time.monotonic()
    make_room(folder)
    with lib.Host() as host, lib.Site(host, folder=folder) as site:
        (folder / MARK).write_text(f"{os.getpid()}\n")
        say(f"A private Dovecot and a private Postfix are running on loopback "
            f"ports, and `liaison init --example ess-communs` has made a site "
            f"in {folder}, whose mailbox is {lib.LISTES}. The daemon liaisond "
            f"does the rest.")
        command(site, "config", "check")
        site.start_daemon()
        story = Story(host, site)
        asked = story.subscribe()
        story.confirm(asked)
        story.forge(asked)
        newsletter = story.newsletter()
        story.digest()
        story.leave(newsletter)
        keep_mails(host, folder)
        say(f"That was the main job, in {time.monotonic() - started:.0f} s. "
            f"The site is in {folder}: its configuration, its database, and "
            f"in mails/ every mail that somebody received.")
        if keep:
            tell_how_to_talk(host, site)
            try:
                signal.pause()
            except KeyboardInterrupt:
                print()


def main():
    parser = argparse.ArgumentParser(
        prog="scripts/demo", description="The main job of liaison on real "
        "mail servers: subscribe, confirm, newsletter, digest, leave.")
    parser.add_argument("folder", nargs="?", default="demo-site",
                        type=pathlib.Path, help="where the site is made")
    parser.add_argument("--keep", action="store_true",
                        help="keep servers and daemon running")
    parser.add_argument("--stop", action="store_true",
                        help="end a demo that was kept running")
    args = parser.parse_args()
    folder = args.folder.absolute()
    if args.stop:
        stop(folder)
        return 0
    try:
        play(folder, args.keep)
    except KeyboardInterrupt:
        return 130
    except AssertionError as error:
        print(f"\nThe demo stopped: {error}\n"
              f"The daemon's messages are in {folder}/liaisond.log.",
              file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
