"""src/smtp and smtp-sink (PIPELINING), and aiosmtpd (none)."""
import os
import unittest

import lib
from aiosmtpd.controller import Controller
from processes import free_ports, start_process, stop_process, wait_for
from smtp_probe import SmtpTest, probe


class Keeper:
    def __init__(self):
        self.taken = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused"):
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        self.taken.append((envelope.mail_from, envelope.rcpt_tos,
                           envelope.original_content))
        return "250 2.0.0 kept"


class ServersTest(SmtpTest):
    def test_aiosmtpd(self):
        keeper = Keeper()
        [port] = free_ports(1)
        controller = Controller(keeper, hostname="127.0.0.1", port=port)
        controller.start()
        try:
            people = [f"{'refused' if i % 3 else 'good'}{i}@example.net"
                      for i in range(30)]
            outcomes = probe(port, *people, k=3)
        finally:
            controller.stop()
        for person, got in zip(people, outcomes):
            self.assertEqual(got.outcome, "never" if
                             person.startswith("refused") else "sent")
        self.assertEqual(
            sorted(rcpts[0] for _, rcpts, _ in keeper.taken),
            sorted(p for p in people if p.startswith("good")))
        for _, rcpts, content in keeper.taken:
            self.assertEqual(len(rcpts), 1)
            self.assertEqual(content, b"Subject: probe\r\n\r\n.one\r\n"
                             b"..two\r\nthree\r\n")

    def test_smtp_sink(self):
        lib.need("smtp-sink")
        [port] = free_ports(1)
        user = ["-u", "nobody"] if os.getuid() == 0 else []
        sink = start_process(["smtp-sink", *user, f"127.0.0.1:{port}", "100"],
                             self.folder / "sink.log")
        try:
            wait_for(lambda: lib.greets(port), what="smtp-sink")
            outcomes = probe(port, *(["a@example.net"] * 2000), k=10)
        finally:
            stop_process(sink)
        self.assertEqual({o[:2] for o in outcomes}, {("sent", 250)})


if __name__ == "__main__":
    unittest.main()
