"""src/imap and TLS: no password for anybody who is not the server."""
import ssl
import unittest
import warnings

from certificates import Certificates
from fake_imap import FakeImap
from imap_probe import mails, probe, sha
from processes import Folder


class Certified(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Folder()
        cls.addClassCleanup(cls.folder.close)
        cls.certs = Certificates(cls.folder.path / "certs")

    def login_is_refused(self, cert, words, host="localhost"):
        for tls in ("implicit", "starttls"):
            with FakeImap(mails(1), tls, *cert) as server:
                server.capabilities += " STARTTLS"
                got = probe(server.port, "list", 1, 10, tls=tls, host=host,
                            ca=self.certs.authority)
                self.assertEqual(got.error, "tls", (tls, got.out))
                self.assertIn(words, got.out)
                self.assertIn(host, got.out)
                self.assertFalse(server.saw("LOGIN"), server.log)
                self.assertNotIn("secret", "".join(server.log))

    def test_good(self):
        cert = self.certs.make("good")
        for tls in ("implicit", "starttls"):
            with FakeImap(mails(1), tls, *cert) as server:
                server.capabilities += " STARTTLS"
                got = probe(server.port, "list", 1, 10, tls=tls,
                            ca=self.certs.authority)
                self.assertEqual(len(got.messages), 1, got.out)
                self.assertTrue(server.saw("LOGIN"))

    def test_good_for_an_address(self):
        cert = self.certs.make("address", alt="IP:127.0.0.1")
        with FakeImap(mails(1), "implicit", *cert) as server:
            got = probe(server.port, "list", 1, 10, tls="implicit",
                        host="127.0.0.1", ca=self.certs.authority)
            self.assertEqual(got.status, 0, got.out)

    def test_good_through_an_intermediate_authority(self):
        middle = self.certs.make("middle", alt=None, purpose=None, ca=True)
        cert = self.certs.make("below", issuer=middle)
        with FakeImap(mails(1), "implicit", *cert) as server:
            got = probe(server.port, "list", 1, 10, tls="implicit",
                        ca=self.certs.authority)
            self.assertEqual(got.status, 0, got.out)

    def test_other_name(self):
        self.login_is_refused(
            self.certs.make("other", alt="DNS:mail.example.org"),
            "is for another name (mail.example.org)")

    def test_name_for_an_address(self):
        self.login_is_refused(self.certs.make("named"),
                              "is for another name (localhost)",
                              host="127.0.0.1")

    def test_expired(self):
        self.login_is_refused(self.certs.make("old", days=(-20, -10)),
                              "has expired")

    def test_not_yet_valid(self):
        self.login_is_refused(self.certs.make("young", days=(10, 20)),
                              "is not valid yet")

    def test_unknown_authority(self):
        foreign = Certificates(self.folder.path / "foreign")
        self.login_is_refused(foreign.make("stranger"),
                              "not from an authority that is trusted here")

    def test_self_signed(self):
        self.login_is_refused(
            self.certs.self_signed("alone", alt="DNS:localhost"),
            "not from an authority that is trusted here")

    def test_client_only(self):
        self.login_is_refused(self.certs.make("client", purpose="clientAuth"),
                              "is not meant for a server")

    def test_weak_signature(self):
        self.login_is_refused(self.certs.make("weak", digest="sha1"),
                              "insecure algorithm")

    def test_issuer_is_no_authority(self):
        leaf = self.certs.make("leaf")
        self.login_is_refused(self.certs.make("under", issuer=leaf),
                              "certificate")

    def test_old_tls(self):
        cert = self.certs.make("tls11")
        with FakeImap(mails(1), "implicit", *cert) as server:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                server.context.minimum_version = ssl.TLSVersion.TLSv1
                server.context.maximum_version = ssl.TLSVersion.TLSv1_1
            got = probe(server.port, tls="implicit", ca=self.certs.authority)
            self.assertEqual(got.error, "tls", got.out)
            self.assertFalse(server.saw("LOGIN"))

    def test_missing_or_empty_authority_file(self):
        cert = self.certs.make("fine")
        empty = self.folder.path / "empty.pem"
        empty.write_text("")
        for file in (empty, self.folder.path / "missing.pem"):
            with FakeImap(mails(1), "implicit", *cert) as server:
                got = probe(server.port, tls="implicit", ca=file)
                self.assertEqual(got.error, "config", got.out)
                self.assertIn(file.name, got.out)

    def test_mails_cross_tls_unharmed_in_one_byte_records(self):
        cert = self.certs.make("bytes")
        with FakeImap(mails(3), "implicit", *cert) as server:
            server.replies["UID FETCH"] = one_byte_at_a_time
            got = probe(server.port, "list", 1, 10, "fetch", 1000, "1,2,3",
                        tls="implicit", ca=self.certs.authority)
            self.assertEqual(got.bodies[3], sha(mails(3)[2]), got.out)


def one_byte_at_a_time(conn, tag, args):
    send = conn.send
    conn.send = lambda data: [send(data[i:i + 1]) for i in range(len(data))]
    conn.do_uid_fetch(tag, args)
    conn.send = send
    return b""


class Tampered(unittest.TestCase):
    """STARTTLS in the hands of somebody in the middle; a cut connection."""

    def setUp(self):
        self.folder = Folder()
        self.addCleanup(self.folder.close)

    def refused(self, code, words, **settings):
        with FakeImap(mails(1)) as server:
            server.capabilities += " STARTTLS"
            for name, value in settings.items():
                setattr(server, name, value)
            got = probe(server.port, "list", 1, 10, tls="starttls",
                        patience=2000)
            self.assertEqual(got.error, code, got.out)
            self.assertIn(words, got.out)
            self.assertFalse(server.saw("LOGIN"), server.log)

    def test_not_offered(self):
        self.refused("tls", "does not offer STARTTLS",
                     capabilities="IMAP4rev1")

    def test_preauth(self):
        self.refused("tls", "before TLS has begun",
                     greeting="* PREAUTH welcome")

    def test_glued_data(self):
        self.refused("tls", "tampering", replies={
            "STARTTLS": lambda c, tag, args:
                f"{tag} OK begin\r\n* CAPABILITY IMAP4rev1\r\n".encode()})

    def test_refused(self):
        self.refused("refused", "refuses to start TLS",
                     refuse={"STARTTLS": "NO not today"})

    def test_no_tls_follows(self):
        def talk(conn, tag, args):
            conn.line(f"{tag} OK begin")
            conn.sock.recv(65536)
            return b"this is no TLS\r\n" * 10
        self.refused("tls", "no TLS connection", replies={"STARTTLS": talk})

    def test_silence_follows(self):
        def fall_silent(conn, tag, args):
            conn.line(f"{tag} OK begin")
            while conn.sock.recv(65536):
                pass
            return b""
        self.refused("timeout", "in time", replies={"STARTTLS": fall_silent})

    def test_cut_in_a_mail(self):
        """Without a word of TLS: no part of a mail may pass for the whole."""
        certs = Certificates(self.folder.path)
        for tls in ("implicit", "starttls"):
            with FakeImap(mails(3), tls, *certs.make(f"cut-{tls}")) as server:
                server.capabilities += " STARTTLS"
                for end in (b"UID 1 BODY[] {50}\r\nSubj", b"UID 1 BO"):
                    def cut(conn, tag, args):
                        conn.send(b"* 1 FETCH (" + end)
                        conn.close()
                        raise OSError
                    server.replies["UID FETCH"] = cut
                    got = probe(server.port, "fetch", 1000, "1,2,3", tls=tls,
                                ca=certs.authority)
                    self.assertEqual(got.error, "network", got.out)
                    self.assertEqual(got.bodies, {})


if __name__ == "__main__":
    unittest.main()
