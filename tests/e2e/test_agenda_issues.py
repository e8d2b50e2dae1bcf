"""What readers' calendars get from issue to issue."""
import datetime
import unittest

import news_probe
from sink import SinkSite

try:
    import icalendar
except ImportError:
    raise unittest.SkipTest("python3-icalendar is not installed")

DAY = (datetime.date.today() + datetime.timedelta(days=40)).isoformat()
PAST = (datetime.date.today() - datetime.timedelta(days=3)).isoformat()
READERS = {"fr": "claire@example.net", "en": "bob@example.com"}


def event(title, **values):
    values = {"start": f"{DAY} 18:00", "end": "20:00", **values}
    return f"::: event\nid: seminaire\ntitle: {title}\n" + "".join(
        f"{key}: {value}\n" for key, value in values.items()) + ":::\n\n"


class Issues(unittest.TestCase):
    def setUp(self):
        self.site = self.enterContext(SinkSite())
        for language, address in READERS.items():
            self.site.run("subscriber", "add", "lettre", address,
                          "--language", language, "--consent", "asked")
        self.seen = dict.fromkeys(READERS, 0)

    def write(self, french, english=None):
        path = self.site.dir / "lettre.fr.md"
        path.write_text(news_probe.HEAD + "Bonjour.\n\n" + french)
        twin = self.site.dir / "lettre.en.md"
        twin.unlink(missing_ok=True)
        if english is not None:
            twin.write_text(news_probe.HEAD.replace(": fr", ": en") +
                            "Hello.\n\n" + english)
        return path

    def send(self, *texts):
        """The event in each language's mail, None for none."""
        self.site.run("newsletter", "send", self.write(*texts), "--list",
                      "lettre", "--yes", "--again")
        self.site.drain()
        found = {}
        for language, address in READERS.items():
            new = self.site.mails(address)[self.seen[language]:]
            self.assertEqual(len(new), 1)
            self.seen[language] += 1
            found[language] = self.event_of(new[0])
        return found

    def event_of(self, mail):
        parts = [part for part in mail.walk()
                 if part.get_content_type() == "text/calendar"]
        if not parts:
            return None
        self.assertEqual(len(parts), 1)
        self.assertEqual(parts[0].get_param("method"), "PUBLISH")
        calendar = icalendar.Calendar.from_ical(
            parts[0].get_payload(decode=True))
        one, = calendar.walk("VEVENT")
        self.assertEqual(one["UID"], "seminaire.lettre@example.org")
        return one

    def numbers(self, *texts):
        return {language: int(one["SEQUENCE"])
                for language, one in self.send(*texts).items()}

    def test_a_changed_event_raises_its_number(self):
        """In both languages alike; looking at it raises nothing."""
        self.assertEqual(self.numbers(event("Un"), event("One")),
                         {"fr": 0, "en": 0})
        self.assertEqual(self.numbers(event("Un"), event("One")),
                         {"fr": 0, "en": 0})
        changed = event("Un", place="ailleurs")
        path = self.write(changed, event("One"))
        for _ in range(3):
            self.site.run("newsletter", "plan", path, "--list", "lettre")
        self.assertEqual(self.numbers(changed, event("One")),
                         {"fr": 1, "en": 1})
        # Of one edition alone, the other reader borrows it.
        self.assertEqual(self.numbers(changed), {"fr": 1, "en": 1})

    def test_cancelled_and_back(self):
        first = event("Un")
        self.assertEqual(self.numbers(first), {"fr": 0, "en": 0})
        gone = self.send(event("Un", status="annulé"))
        for one in gone.values():
            self.assertEqual(one["STATUS"], "CANCELLED")
            self.assertEqual(one["SEQUENCE"], 1)
        back = self.send(first)
        for one in back.values():
            self.assertEqual(one["STATUS"], "CONFIRMED")
            self.assertEqual(one["SEQUENCE"], 2)

    def test_what_is_over_brings_no_calendar(self):
        past = event("Un", start=f"{PAST} 10:00", end="11:00")
        self.assertEqual(self.send(past), {"fr": None, "en": None})


if __name__ == "__main__":
    unittest.main()
