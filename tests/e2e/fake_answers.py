"""How the scripted SMTP server of fake_smtp.py answers, on demand."""
import re
import socket
import struct
import time

BEHAVIOUR = re.compile(
    r"(?:(mail|rcpt|data|body|half|dot)-|(r|d|dot)(?=\d))?"
    r"(\d{3}|close|reset|garbage|long|endless|nul|odd|silent|tarpit|split|"
    r"twice|bye|cut|lines|big)"
    r"(-once)?")
GOOD = ("split", "twice", "tarpit", "lines", "big")
ALIASES = {
    "drop-after-354": "body-close",
    "drop-half-body": "half-close",
    "drop-after-dot": "dot-close",
    "mail-refused-but-354": "mail-550",
    "r550-but-354": "r550",
}
TEXTS = {"421": "4.3.2 closing", "450": "4.2.1 try later",
         "530": "5.7.0 login first", "550": "5.1.1 no such user",
         "552": "5.3.4 too large", "554": "5.7.1 not from you"}
ODD = (b"550-5.1.1 \x1b[31mred\x07\x08 tab\tcr\r.\r\n"
       b"550 5.1.1 caf\xc3\xa9 \xe2\x80\xaeback\xff\xc3 end\r\n")


def behaviour(address):
    """(place, what, once) asked for by an address, or None."""
    local = address.rpartition("@")[0]
    found = BEHAVIOUR.fullmatch(ALIASES.get(local, local))
    if found is None:
        return None
    place, short, what, once = found.groups()
    place = place or {"r": "rcpt", "d": "data"}.get(short, short) or "rcpt"
    return place, what, once is not None


def accepts(what):
    """Is what this answers a good reply, or none of the refusals?"""
    return what is None or what[0] in "23" or what in GOOD


class Gone(Exception):
    """The connection is over."""


class Answers:
    """For a session that has `sock`, `server` and receive()."""

    def send(self, text):
        if isinstance(text, str):
            text = text.encode("latin-1")
        try:
            self.sock.sendall(text)
        except OSError:
            raise Gone from None

    def send_slowly(self, text, pause):
        for byte in text.encode():
            self.send(bytes([byte]))
            time.sleep(pause)

    def wait_for_end(self):
        while True:
            self.receive()

    def asked(self, place, *addresses):
        """What these addresses ask for at this place, once used up."""
        for address in addresses:
            said = self.server.says(place, address)
            if said is not None:
                return said
            found = behaviour(address)
            if found is None or found[0] != place:
                continue
            if not found[2]:
                return found[1]
            with self.server.lock:
                first = address not in self.server.used
                self.server.used.add(address)
            if first:
                return found[1]
        return None

    def answer(self, what, good):
        """Replies as asked; true if that is a reply that accepts."""
        if what is None:
            self.send(good + "\r\n")
        elif what.isdigit():
            self.send(f"{what} {TEXTS.get(what, what[0] + '.0.0 so it is')}"
                      "\r\n")
            if what == "421":
                raise Gone
        elif what[3:4] == " ":
            self.send(what + "\r\n")
            if what.startswith("421"):
                raise Gone
        elif what in ("close", "reset", "cut"):
            self.end(what)
        elif what == "bye":
            self.send(good + "\r\n421 4.3.2 bye\r\n")
            raise Gone
        elif what == "lines":
            self.send(f"{good[:3]}-more\r\n" * 3000 + good + "\r\n")
        elif what == "big":
            line = f"{good[:3]}-{'x' * 500}\r\n"
            self.send(line * (1_000_000 // len(line)) + good + "\r\n")
        elif what == "garbage":
            self.send("\x16\x03\x01 What is this?\r\n")
        elif what == "long":
            self.send("550 5.7.1 " + "x" * 65536 + "\r\n")
        elif what == "endless":
            while True:
                self.send(f"{good[:3]}-more\r\n" * 1000)
        elif what == "odd":
            self.send(ODD)
        elif what == "nul":
            self.send("550 5.7.1 a\0b\r\n")
        elif what == "silent":
            self.wait_for_end()
        elif what == "tarpit":
            self.send_slowly(good + "." * 1000 + "\r\n", 0.05)
        elif what == "split":
            self.send_slowly(good + "\r\n", 0.002)
        elif what == "twice":
            self.send(good + "\r\n250 2.0.0 unasked\r\n")
        return accepts(what)

    def end(self, how):
        if how == "reset":
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                 struct.pack("ii", 1, 0))
            self.sock.close()
        elif how == "cut":
            # Not a word of the TLS layer, only the end of the stream.
            socket.socket.shutdown(self.sock, socket.SHUT_WR)
            self.sock.close()
        raise Gone
