"""The calendar of a newsletter, as other programs read it."""
import datetime
import io
import re
import unittest
import zoneinfo

import news_probe

try:
    import icalendar
    from dateutil import tz as dateutil_tz
except ImportError:
    raise unittest.SkipTest("python3-icalendar is not installed")

UTC = datetime.timezone.utc
# With rules of every kind: none, by weekday, of half an hour, backwards,
# by the moon, and of the southern summer.
ZONES = ["Europe/Paris", "America/New_York", "Europe/Dublin", "Asia/Kolkata",
         "Australia/Lord_Howe", "Africa/Casablanca", "Africa/Cairo",
         "Asia/Jerusalem", "America/Santiago", "Pacific/Chatham",
         "Indian/Reunion", "America/Havana", "Asia/Beirut", "Asia/Gaza",
         "Europe/London", "America/Sao_Paulo", "Pacific/Apia"]
DAYS = ["2026-12-17", "2027-02-20", "2027-03-13", "2027-03-14", "2027-03-28",
        "2027-03-29", "2027-04-04", "2027-05-05", "2027-07-01", "2027-09-26",
        "2027-10-10", "2027-10-30", "2027-10-31", "2027-11-07", "2028-03-20"]
HOURS = ["09:30", "12:00", "23:15"]


def event(number, **values):
    values = {"id": f"e{number}", "title": f"Titre {number}", **values}
    body = values.pop("body", "")
    return "::: event\n" + "".join(
        f"{key}: {value}\n" for key, value in values.items()
    ) + f"\n{body}\n:::\n\n"


class Agenda(unittest.TestCase):
    def setUp(self):
        self.probe = self.enterContext(news_probe.Probe())

    def calendar(self, body, **options):
        raw = self.probe.show(self.probe.write(body), **options)[2]
        self.assertEqual(raw.count(b"\n"), raw.count(b"\r\n"))
        for line in raw.split(b"\r\n"):
            self.assertLessEqual(len(line), 75)
        return raw, icalendar.Calendar.from_ical(raw)

    def events(self, body, **options):
        found = self.calendar(body, **options)[1].walk("VEVENT")
        return {str(one["UID"]): one for one in found}


class Times(Agenda):
    """Two readers of time zones agree with the zones themselves."""

    def written(self):
        for zone in ZONES:
            for day in DAYS:
                for hour in HOURS:
                    yield zone, day, hour

    def wanted(self, zone, day, hour):
        local = datetime.datetime.fromisoformat(f"{day} {hour}")
        return local.replace(tzinfo=zoneinfo.ZoneInfo(zone)).astimezone(UTC)

    def is_twice(self, zone, day, hour):
        local = datetime.datetime.fromisoformat(f"{day} {hour}")
        local = local.replace(tzinfo=zoneinfo.ZoneInfo(zone))
        return local.utcoffset() > local.replace(fold=1).utcoffset()

    def test_all_zones(self):
        body = "".join(
            event(n, zone=zone, start=f"{day} {hour}")
            for n, (zone, day, hour) in enumerate(self.written())
            if n < 400)
        rows = list(self.written())[:400]
        self.compare(body, rows)

    def test_the_other_zones(self):
        rows = list(self.written())[400:]
        body = "".join(
            event(n, zone=zone, start=f"{day} {hour}")
            for n, (zone, day, hour) in enumerate(rows))
        self.compare(body, rows)

    def compare(self, body, rows):
        raw, calendar = self.calendar(body)
        other = dateutil_tz.tzical(io.StringIO(raw.decode()))
        zones = {str(zone["TZID"]): zone.to_tz()
                 for zone in calendar.walk("VTIMEZONE")}
        found = {str(one["UID"]): one for one in calendar.walk("VEVENT")}
        self.assertEqual(len(found), len(rows))
        for n, row in enumerate(rows):
            start = found[f"e{n}.lettre@example.org"]["DTSTART"]
            want = self.wanted(*row)
            if "TZID" not in start.params:
                self.assertEqual(start.dt.astimezone(UTC), want, row)
                self.assertTrue(self.is_twice(*row), row)
                continue
            name = start.params["TZID"]
            self.assertEqual(name, row[0])
            local = start.dt.replace(tzinfo=None)
            self.assertEqual(
                zones[name].localize(local).astimezone(UTC), want, row)
            self.assertEqual(
                local.replace(tzinfo=other.get(name)).astimezone(UTC), want,
                row)

    def test_the_hour_that_comes_twice(self):
        """Said with its offset, the second one is itself."""
        found = self.events(
            event(1, start="2027-10-31 02:30 +02:00") +
            event(2, start="2027-10-31 02:30 +01:00"))
        one, two = (found[f"e{n}.lettre@example.org"]["DTSTART"]
                    for n in (1, 2))
        self.assertEqual(one.dt.astimezone(UTC).hour, 0)
        self.assertEqual(two.dt.astimezone(UTC).hour, 1)

    def test_days(self):
        found = self.events(
            event(1, start="2026-12-31") +
            event(2, start="2027-02-27", end="2027-03-01"))
        one, two = (found[f"e{n}.lettre@example.org"] for n in (1, 2))
        self.assertEqual(one["DTSTART"].dt, datetime.date(2026, 12, 31))
        self.assertEqual(one["DTEND"].dt, datetime.date(2027, 1, 1))
        self.assertEqual(two["DTSTART"].dt, datetime.date(2027, 2, 27))
        self.assertEqual(two["DTEND"].dt, datetime.date(2027, 3, 2))

    def test_what_is_over_drops_out(self):
        body = event(1, start="2026-12-01 09:00", end="10:00") + \
            event(2, start="2026-12-01") + \
            event(3, start="2026-11-28", end="2026-12-02") + \
            event(4, start="2026-12-01 09:00", end="10:00",
                  status="cancelled")
        for as_of, left in (("2026-12-01 08:59", "1234"),
                            ("2026-12-01 09:00", "23"),
                            ("2026-12-01 23:00", "3"),
                            ("2026-12-02 23:00", "")):
            raw = self.probe.show(self.probe.write(body), as_of=as_of)
            ids = re.findall(rb"UID:e(\d)", raw[2])
            self.assertEqual(b"".join(sorted(ids)).decode(), left, as_of)
            for n in "1234":
                self.assertEqual(f"Titre {n}".encode() in raw[0], n in left)
                self.assertEqual(f"Titre {n}".encode() in raw[1], n in left)
            self.assertEqual(b"<table" in raw[1], left != "")


class Values(Agenda):
    def test_what_calendars_show(self):
        raw, calendar = self.calendar(event(
            1, title="Séminaire ; à qui, « demain » ?", zone="Europe/Paris",
            start="2026-12-17 18:00", end="20:00", status="tentative",
            place="12, rue de l’Exemple\\Paris; au fond",
            organiser="La Coop <coop@example.org>", language="fr",
            registration="https://example.org/i?a=1&b=2,3;4",
            topics="travail, gouvernance",
            body="Avec **Awa**, {{name}}.\n\nDeux ; *trois*, "
                 + "long " * 60), sequence=7)
        self.assertEqual(calendar["METHOD"], "PUBLISH")
        self.assertEqual(calendar["VERSION"], "2.0")
        one, = calendar.walk("VEVENT")
        self.assertEqual(one["SUMMARY"], "Séminaire ; à qui, « demain » ?")
        self.assertEqual(one["SUMMARY"].params["LANGUAGE"], "fr")
        self.assertEqual(one["LOCATION"],
                         "12, rue de l’Exemple\\Paris; au fond")
        self.assertEqual(one["STATUS"], "TENTATIVE")
        self.assertEqual(one["SEQUENCE"], 7)
        self.assertEqual(one["URL"], "https://example.org/i?a=1&b=2,3;4")
        self.assertEqual(one["ORGANIZER"], "mailto:coop@example.org")
        self.assertEqual(one["ORGANIZER"].params["CN"], "La Coop")
        self.assertEqual(one["DTSTAMP"].dt, datetime.datetime(
            2026, 12, 1, tzinfo=one["DTSTAMP"].dt.tzinfo))
        topics = [str(topic) for topics in one["CATEGORIES"]
                  for topic in topics.cats]
        self.assertEqual(topics, ["travail", "gouvernance"])
        lines = one["DESCRIPTION"].split("\n")
        self.assertEqual(lines[2].count("long"), 60)
        self.assertIn("Inscription\u00a0: https://example.org/i?a=1&b=2,3;4",
                      lines)
        self.assertIn("Langue\u00a0: français", lines)

    def test_somebody_organises_it(self):
        """RFC 5546, 3.2.1: what is published has an ORGANIZER."""
        for written, address, name in (
                ("Réseau <r@example.net>", "r@example.net", "Réseau"),
                ("r@example.net", "r@example.net", None),
                ("Réseau", "lettre@example.org", "Réseau"),
                ("Réseau <ici>", "lettre@example.org", "Réseau"),
                ("A, B ; C : D", "lettre@example.org", "A, B ; C : D"),
                (None, "lettre@example.org", None)):
            values = {} if written is None else {"organiser": written}
            _, calendar = self.calendar(
                event(1, start="2026-12-17 18:00", **values))
            one, = calendar.walk("VEVENT")
            self.assertEqual(one["ORGANIZER"], "mailto:" + address)
            self.assertEqual(one["ORGANIZER"].params.get("CN"), name)

    def test_the_same_bytes(self):
        body = event(1, start="2026-12-17 18:00") + \
            event(2, start="2026-12-10", zone="America/Havana")
        self.assertEqual(self.calendar(body)[0], self.calendar(body)[0])

    def test_nothing_is_forged(self):
        """Whatever stands in a value, it stays in its property."""
        nasty = ["BEGIN:VEVENT", "x\\nEND:VEVENT", "a\u2028b\u0085c",
                 "\u202egnp.exe", "😀" * 60, "\"; CN=x", "%0D%0A", "\\",
                 "é" * 500, "a;b,c:d\\e\"f", "^n^'", "{{{", "| * _"]
        for value in nasty:
            quoted = value.replace("{{{", "[[[")
            raw, calendar = self.calendar(event(
                1, title=quoted, place=quoted, organiser=quoted,
                registration=quoted, start="2026-12-17 18:00"))
            one, = calendar.walk("VEVENT")
            self.assertEqual(raw.count(b"\r\nBEGIN:VEVENT\r\n"), 1)
            self.assertNotIn("\u202e", str(one["SUMMARY"]))
            self.assertEqual(one["ORGANIZER"], "mailto:lettre@example.org")
            # icalendar itself takes an escaped backslash and an "n" for a new line.
            if value.isascii() and "\\n" not in value:
                self.assertEqual(str(one["SUMMARY"]), quoted)
                self.assertEqual(str(one["LOCATION"]), quoted)


class Names(Agenda):
    def test_from_issue_to_issue(self):
        """The id names it, whatever else changes; else the title does."""
        def uids(body, **options):
            return list(self.events(body, **options))
        self.assertEqual(
            uids(event(1, start="2026-12-17 18:00")),
            uids(event(1, title="Autre", start="2026-12-18",
                       place="ailleurs")))
        named = event(1, start="2026-12-17 18:00").replace("id: e1\n", "")
        moved = event(1, start="2027-01-17 18:00").replace("id: e1\n", "")
        self.assertEqual(uids(named), ["titre-1.lettre@example.org"])
        self.assertEqual(uids(moved), uids(named))

    def test_in_both_editions(self):
        """A reader of either language has the same event."""
        english = news_probe.HEAD.replace("fr", "en")
        self.probe.write(
            event(1, start="2026-12-17 18:00") +
            "::: event\ntitle: Atelier\nstart: 2027-01-14 14:00\n:::\n\n",
            "l.fr.md")
        path = self.probe.write(
            event(1, title="Seminar", start="2026-12-17 18:00") +
            "::: event\ntitle: Workshop\nstart: 2027-01-14 14:00\n:::\n\n",
            "l.en.md", head=english)
        found = {}
        for language in ("fr", "en"):
            raw = self.probe.show(path, language)[2]
            for one in icalendar.Calendar.from_ical(raw).walk("VEVENT"):
                found.setdefault(str(one["UID"]), []).append(
                    str(one["SUMMARY"]))
        self.assertEqual(found, {
            "e1.lettre@example.org": ["Titre 1", "Seminar"],
            "atelier.lettre@example.org": ["Atelier", "Workshop"]})


if __name__ == "__main__":
    unittest.main()
