"""An SMTP server that does on command what real ones do on bad days.

    with FakeSmtp(auth={"bob": "secret"}) as server:
        ... send to 127.0.0.1:server.port ...
        [session] = server.sessions
        session.commands     # ["EHLO x", "MAIL FROM:<...>", ...]
        session.messages     # [Message(sender, recipients, wire)]
        session.raw          # every byte the client sent, TLS taken off

It accepts every mail, but the local part of the recipient (of the sender for
the place "mail") can ask for something else: [PLACE-]WHAT[-once].

PLACE  mail, rcpt (if none is given), data, body (right after 354), half (after
       the first 32 kB of the body), dot; or r, d, dot joined to a code.
WHAT   a code (r450, d554, dot451, half-552, mail-550), close, reset (a TCP
       reset), garbage, long (550 with a line of 64 kB), endless (a reply that
       never ends), nul (550 with NUL bytes), odd (550 over two lines, with
       control characters, UTF-8 and what is no UTF-8), silent, tarpit (a good
       reply, byte by byte, too slowly), split (a good reply, byte by byte),
       twice (a good reply and a 250 that nobody asked for), bye (a good reply
       and a 421 in one packet), cut (an end without a word of TLS), lines (a
       good reply of 3,000 lines), big (one of a megabyte).
-once  only the first time; then the address is ordinary.

A 421 closes the connection, and so do the codes of body and half.  The sender
mail-refused-but-354 is refused, yet RCPT and DATA are accepted: what is sent
then would be delivered.  The recipient r550-but-354 is refused, yet DATA gets
its 354.  A recipient whose local part begins with "slow" has
its body read slowly, through a small window.

Standard library only; everything on 127.0.0.1 and in threads of this process.
"""
import re
import socket
import ssl
import threading
import time

from fake_answers import Answers, Gone, accepts
from fake_sasl import Sasl

LAST = ("DATA", "QUIT", "NOOP", "EHLO", "AUTH", "STARTTLS")  # RFC 2920 3.1
HALF = 32 * 1024
SLOW = 16 * 1024  # bytes per millisecond
PATIENCE = 60


class Message:
    def __init__(self, sender, recipients, wire):
        self.sender = sender
        self.recipients = recipients
        self.wire = wire  # as it came, without the final dot
        self.taken = time.monotonic()

    @property
    def data(self):
        """Without the dots that were added for the transport."""
        return re.sub(rb"(?m)^\.", b"", self.wire)


class Session(Answers, Sasl):
    """One connection; `raw` and the rest may be read at any time."""

    def __init__(self, server, sock):
        self.server = server
        self.sock = sock
        self.raw = bytearray()
        self.chunks = []      # of raw, as they came
        self.commands = []
        self.messages = []
        self.bodies = []      # what came after each 354, complete or not
        self.logins = []      # (user, password) as they were sent
        self.tls = False
        self.pipelined = False  # a command came before the last reply
        self.early = False    # it may not: bytes behind DATA or QUIT
        self.closed = False
        self.buffer = bytearray()
        self.do_clear()

    # Bytes ---------------------------------------------------------------

    def receive(self, size=65536):
        try:
            got = self.sock.recv(size)
        except OSError:
            got = b""
        if not got:
            raise Gone
        self.raw += got
        self.chunks.append(got)
        self.buffer += got

    def take(self, size):
        taken = bytes(self.buffer[:size])
        del self.buffer[:size]
        return taken

    def line(self):
        while b"\n" not in self.buffer:
            self.receive()
        line = self.take(self.buffer.index(b"\n") + 1)
        return line.rstrip(b"\r\n").decode("latin-1")

    # Dialogue ------------------------------------------------------------

    def run(self):
        try:
            if self.server.tls == "implicit":
                self.start_tls()
            self.converse()
        except (Gone, OSError, ValueError):
            pass
        finally:
            self.closed = True
            self.hang_up()

    def hang_up(self):
        """Ends so that what was sent still arrives (no reset)."""
        try:
            if isinstance(self.sock, ssl.SSLSocket):
                self.sock.settimeout(1)
                self.sock = self.sock.unwrap()
            self.sock.shutdown(socket.SHUT_WR)
        except (OSError, ValueError):
            pass
        self.sock.close()

    def start_tls(self):
        self.sock = self.server.context.wrap_socket(
            self.sock, server_side=True)
        self.tls = True

    def converse(self):
        if self.server.crowded():
            self.answer("421", "")
        self.send(self.server.greeting)
        if self.server.greeting == "":
            self.wait_for_end()
        if self.server.greeting[:1] in ("4", "5"):
            raise Gone
        while True:
            line = self.line()
            self.commands.append(line)
            verb = re.split("[ :]", line, maxsplit=1)[0].upper()
            self.pipelined |= len(self.buffer) > 0
            self.early |= len(self.buffer) > 0 and verb in LAST
            handler = getattr(self, "do_" + verb.lower(), None)
            if handler is None:
                self.send("500 5.5.2 what?\r\n")
            else:
                handler(line)

    def do_ehlo(self, line):
        server = self.server
        if server.ehlo is not None:
            self.send(server.ehlo)
            if server.ehlo.startswith("421"):
                raise Gone
            return
        offers = server.offers
        offers = ["fake.example.org",
                  *(offers(self) if callable(offers) else offers)]
        if server.starttls and not self.tls:
            offers.append("STARTTLS")
        if server.auth is not None and (self.tls or server.tls is None):
            offers.append("AUTH " + server.mechanisms)
        last = len(offers) - 1
        self.send("".join(f"250{' ' if i == last else '-'}{offer}\r\n"
                          for i, offer in enumerate(offers))
                  + server.glue_ehlo)
        if server.glue_ehlo.startswith("421"):
            raise Gone

    def do_helo(self, line):
        self.send("250 fake.example.org\r\n")

    def do_starttls(self, line):
        kind = self.server.starttls
        if kind == "refuse":
            self.send("454 4.7.0 TLS is out of order\r\n")
        elif kind == "glue":
            self.send("220 go\r\n250-fake\r\n250 AUTH PLAIN\r\n")
            self.start_tls()
        else:
            self.send("220 go\r\n")
            self.start_tls()

    def do_mail(self, line):
        self.lying = False
        if len(self.messages) == self.server.max_messages:
            self.answer("421", "")
        if self.sender is not None:
            self.send("503 5.5.1 nested MAIL command\r\n")
            return
        sender = line[line.index("<") + 1:line.index(">")]
        if self.answer(self.asked("mail", sender), "250 2.1.0 ok"):
            self.sender = sender
        elif sender.startswith("mail-refused-but-354"):
            self.lying = True

    def do_rcpt(self, line):
        if self.sender is None and not self.lying:
            self.send("503 5.5.1 need MAIL\r\n")
            return
        recipient = line[line.index("<") + 1:line.index(">")]
        if self.answer(self.asked("rcpt", recipient), "250 2.1.5 ok"):
            self.recipients.append(recipient)
        self.lenient |= recipient.startswith("r550-but-354")

    def do_data(self, line):
        if not self.recipients and self.lenient:
            self.send("354 go\r\n")
            self.take_body()
            self.do_clear()
            self.send("554 5.5.1 no valid recipients\r\n")
            return
        if not self.recipients:
            self.send("554 5.5.1 no valid recipients\r\n")
            return
        if not self.answer(self.asked("data", *self.recipients), "354 go"):
            return
        self.take_body()
        sender, recipients = self.sender, self.recipients
        self.do_clear()
        good = "250 2.0.0 taken"
        what = self.asked("dot", *recipients)
        if what == "bye" or accepts(what) and what != "354":
            self.messages.append(
                Message(sender, recipients, self.bodies[-1]))
        time.sleep(self.server.delay)
        self.answer(what, good)

    def take_body(self):
        what = self.asked("body", *self.recipients)
        if what is None:
            what = self.asked("half", *self.recipients)
        else:
            self.bodies.append(b"")
            self.answer(what, "250 2.0.0 early")
            raise Gone
        slow = any(r.startswith("slow") for r in self.recipients)
        if slow:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * SLOW)
        try:
            end = self.wait_for_dot(what, SLOW if slow else 65536)
        except Gone:
            self.bodies.append(bytes(self.buffer))
            raise
        self.bodies.append(self.take(end))
        self.take(3)
        self.pipelined |= len(self.buffer) > 0

    def wait_for_dot(self, what, size):
        """Reads on; returns where the line with the dot begins."""
        seen = 0
        while not self.buffer.startswith(b".\r\n"):
            end = self.buffer.find(b"\r\n.\r\n", max(0, seen - 4))
            if end >= 0:
                return end + 2
            seen = len(self.buffer)
            if what is not None and seen >= HALF:
                self.answer(what, "250 2.0.0 early")
                raise Gone
            self.receive(size)
            if size == SLOW:
                time.sleep(0.001)
        return 0

    def do_clear(self):
        self.sender = None
        self.recipients = []
        self.lying = False
        self.lenient = False

    def do_rset(self, line):
        self.do_clear()
        self.send("250 2.0.0 ok\r\n")

    def do_noop(self, line):
        self.send("250 2.0.0 ok\r\n")

    def do_quit(self, line):
        self.send("221 2.0.0 bye\r\n")
        raise Gone


class FakeSmtp:
    """See the top of the file.

    auth: {user: password}; auth_reply: a code to give instead of checking.
    tls: None (plain and AUTH in clear), "implicit" or "starttls";
    starttls: how that is answered, "go", "refuse" (454) or "glue" (replies
    glued behind the 220); certificate: (file, key file); clients: file of the
    authority whose certificates clients must show.
    greeting, ehlo: whole replies to give instead; a greeting of 4xx or 5xx
    closes, an empty one means silence for ever; an EHLO reply of 421 closes.
    offers: what EHLO offers, or a function of the session that says it.
    glue_ehlo, glue_login: bytes glued behind the good EHLO reply, behind the
    235; a 421 closes.
    says(place, address): a whole reply ("450 4.4.1 no route") or None; may be
    set at any time, and goes before what the address asks for.
    delay: seconds between the final dot and its answer.
    max_messages: of one connection, then 421 to MAIL; max_sessions: at a time,
    others are greeted with 421.
    """

    def __init__(self, auth=None, auth_reply=None, mechanisms="PLAIN LOGIN",
                 tls=None, starttls="go", certificate=None, clients=None,
                 offers=("SIZE 50000000", "8BITMIME", "ENHANCEDSTATUSCODES"),
                 greeting="220 fake.example.org ESMTP\r\n", ehlo=None,
                 glue_ehlo="", glue_login="", delay=0,
                 max_messages=None, max_sessions=None):
        self.auth = auth
        self.auth_reply = auth_reply
        self.mechanisms = mechanisms
        self.tls = tls
        self.starttls = starttls if tls == "starttls" else None
        self.offers = offers
        self.greeting = greeting
        self.ehlo = ehlo
        self.glue_ehlo = glue_ehlo
        self.glue_login = glue_login
        self.delay = delay
        self.says = lambda place, address: None
        self.max_messages = max_messages
        self.max_sessions = max_sessions
        self.sessions = []
        self.used = set()
        self.lock = threading.Lock()
        self.threads = []
        self.listener = None
        if certificate is not None:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            # Weak ones too: it is for the client to refuse.
            self.context.set_ciphers("DEFAULT:@SECLEVEL=0")
            self.context.load_cert_chain(*certificate)
            if clients is not None:
                self.context.verify_mode = ssl.CERT_REQUIRED
                self.context.load_verify_locations(clients)

    def start(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.port = self.listener.getsockname()[1]
        self.acceptor = threading.Thread(target=self.accept, daemon=True)
        self.acceptor.start()
        return self

    def accept(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(PATIENCE)
            session = Session(self, sock)
            self.sessions.append(session)
            thread = threading.Thread(target=session.run, daemon=True)
            thread.start()
            self.threads.append(thread)

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.acceptor.join()
        for session in self.sessions:
            try:
                session.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        for thread in self.threads:
            thread.join(10)

    def crowded(self):
        live = sum(not session.closed for session in self.sessions)
        return self.max_sessions is not None and live > self.max_sessions

    def settle(self):
        """Waits until the clients have gone and all is recorded."""
        while len(self.threads) < len(self.sessions):
            time.sleep(0.01)  # one was accepted just now
        for thread in self.threads:
            thread.join(PATIENCE)

    @property
    def raw(self):
        return b"".join(bytes(session.raw) for session in self.sessions)

    @property
    def messages(self):
        return [m for session in self.sessions for m in session.messages]

    def __enter__(self):
        return self.start()

    def __exit__(self, *exception):
        self.stop()
