"""The logins that fake_smtp.py takes: PLAIN, LOGIN, CRAM-MD5 with a password,
XOAUTH2 and OAUTHBEARER with a token (RFC 4954, 4616, 2195, 7628)."""
import base64
import hmac
import json

from fake_answers import Gone

CHALLENGE = b"<1896.697170952@fake.example.org>"


def encode(data):
    return base64.b64encode(data).decode()


class Sasl:
    """A part of fake_smtp.Session; `logins` has (user, password or token),
    with None for a password that was only proven, `mechanism` the last."""

    mechanism = None

    def do_auth(self, line):
        words = line.split(" ")
        if self.server.auth is None:
            self.send("503 5.5.1 not here\r\n")
            return
        self.mechanism = words[1].upper()
        way = getattr(self, "by_" + self.mechanism.replace("-", "_").lower())
        good = way(words)
        if self.server.auth_reply is not None:
            self.answer(self.server.auth_reply, "")
        elif good:
            self.send("235 2.7.0 welcome\r\n" + self.server.glue_login)
            if self.server.glue_login.startswith("421"):
                raise Gone
        else:
            self.send("535 5.7.8 wrong user or password\r\n")

    def challenge(self, words, prompt):
        """The client's answer, which may stand in the command already."""
        if len(words) > 2:
            return base64.b64decode(words[2]).decode()
        self.send(f"334 {encode(prompt)}\r\n")
        return base64.b64decode(self.line()).decode()

    def known(self, user, secret):
        self.logins.append((user, secret))
        return self.server.auth.get(user) == secret

    def by_plain(self, words):
        _, user, password = self.challenge(words, b"").split("\0")
        return self.known(user, password)

    def by_login(self, words):
        user = self.challenge(words, b"Username:")
        return self.known(user, self.challenge([], b"Password:"))

    def by_cram_md5(self, words):
        user, _, digest = self.challenge([], CHALLENGE).rpartition(" ")
        self.logins.append((user, None))
        key = self.server.auth.get(user, "").encode()
        return digest == hmac.new(key, CHALLENGE, "md5").hexdigest()

    def by_xoauth2(self, words):
        user, token, _, _ = self.challenge(words, b"").split("\1")
        return self.by_token(user.removeprefix("user="),
                             token.removeprefix("auth=Bearer "))

    def by_oauthbearer(self, words):
        head, *pairs = self.challenge(words, b"").split("\1")
        _, user, _ = head.split(",")
        token = dict(p.split("=", 1) for p in pairs if p)["auth"]
        return self.by_token(user.removeprefix("a="),
                             token.removeprefix("Bearer "))

    def by_token(self, user, token):
        """A refusal has its reason in a challenge, then the 535."""
        if self.known(user, token):
            return True
        if self.server.auth_reply is None:
            self.send("334 " + encode(json.dumps(
                {"status": "401", "schemes": "bearer"}).encode()) + "\r\n")
            self.line()
        return False
