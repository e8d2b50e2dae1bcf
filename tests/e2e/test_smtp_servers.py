"""src/smtp and smtp-sink (PIPELINING), and aiosmtpd (none)."""
import os
import ssl
import unittest

import lib
from aiosmtpd.controller import Controller
from certificates import Certificates
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
    def aiosmtpd(self, options, **client):
        keeper = Keeper()
        [port] = free_ports(1)
        controller = Controller(keeper, hostname="127.0.0.1", port=port,
                                **options)
        controller.start()
        try:
            people = [f"{'refused' if i % 3 else 'good'}{i}@example.net"
                      for i in range(30)]
            outcomes = probe(port, *people, k=3, f="bounce+#@example.org",
                             **client)
        finally:
            controller.stop()
        for person, got in zip(people, outcomes):
            self.assertEqual(got.outcome, "never" if
                             person.startswith("refused") else "sent")
        self.assertEqual(
            sorted((sender, rcpts) for sender, rcpts, _ in keeper.taken),
            sorted((f"bounce+{i}@example.org", [p])
                   for i, p in enumerate(people) if p.startswith("good")))
        for _, _, content in keeper.taken:
            self.assertEqual(content, b"Subject: probe\r\n\r\n.one\r\n"
                             b"..two\r\nthree\r\n")

    def test_aiosmtpd(self):
        self.aiosmtpd({})

    def test_aiosmtpd_over_tls(self):
        certificates = Certificates(self.folder / "tls")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificates.make("good"))
        for tls, options in (
                ("implicit", {"ssl_context": context}),
                ("starttls", {"tls_context": context,
                              "require_starttls": True})):
            with self.subTest(tls):
                self.aiosmtpd(options, t=tls, h="localhost",
                              c=certificates.authority)

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
