"""A scripted IMAP server on loopback, as honest or as hostile as a test asks.

    with FakeImap([b"Subject: a\\r\\n\\r\\nbody\\r\\n"]) as server:
        server.replies["UID FETCH"] = lambda conn, tag, args: b"* BYE\\r\\n"
        ... connect to server.port ...
        assert not server.saw("LOGIN")

It serves one inbox and as many folders as clients make.  What it received is
in `server.log`, one command a line (passwords too: it is a test).  Attributes
set before or between connections change what it does:

capabilities  words offered before login; capabilities_after: after it
greeting      the first line
refuse        {command: "NO text"}: tagged answers to give instead
replies       {command: function(conn, tag, args) -> bytes or None}; bytes are
              sent as they are, None means "the usual way"
cut           close after so many bytes sent on a connection; reset: by RST
tls           "", "implicit" or "starttls", with cert and key files
delimiter     of folders, "" for none; prefix: of personal folders
"""
import re
import shlex
import socket
import ssl
import threading

CAPABILITIES = "IMAP4rev1 AUTH=PLAIN"
AFTER_LOGIN = "IMAP4rev1 IDLE UIDPLUS MOVE NAMESPACE"


class Cut(Exception):
    """The connection was cut as the test asked."""


class Message:
    def __init__(self, uid, body, flags=(), was=None):
        self.uid = uid
        self.was = uid if was is None else was  # in the folder before
        self.body = body
        self.flags = set(flags)


class Mailbox(list):
    """The messages of a folder, and how it numbers them."""

    def __init__(self, uidvalidity):
        super().__init__()
        self.uidvalidity = uidvalidity
        self.uidnext = 1

    def take(self, message):
        """A copy, under a number of this folder."""
        self.append(Message(self.uidnext, message.body, message.flags,
                            message.uid))
        self.uidnext += 1
        return self[-1].uid


class FakeImap:
    def __init__(self, bodies=(), tls="", cert=None, key=None):
        self.messages = []
        self.uidvalidity = 1000
        self.uidnext = 1
        self.folders = {}
        self.log = []
        self.capabilities = CAPABILITIES
        self.capabilities_after = AFTER_LOGIN
        self.permanent = "\\Deleted \\Seen \\*"
        self.greeting = "* OK fake ready"
        self.refuse = {}
        self.replies = {}
        self.said_size = None  # of every message; None = the truth
        self.cut = None
        self.reset = False
        self.tls = tls
        self.context = None
        self.delimiter = "/"
        self.prefix = ""
        self.connections = []
        self.lock = threading.RLock()
        for body in bodies:
            self.add(body)
        if tls:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.set_ciphers("ALL:@SECLEVEL=0")  # bad ones, too
            self.context.load_cert_chain(cert, key)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.listener.close()
        for conn in self.connections:
            conn.close()

    def add(self, body, flags=()):
        """Puts a message into the inbox and tells who is idle; its UID."""
        with self.lock:
            message = Message(self.uidnext, body, flags)
            self.messages.append(message)
            self.uidnext += 1
            for conn in self.connections:
                conn.tell(f"* {len(self.messages)} EXISTS")
            return message.uid

    def remove(self, uid):
        """Another client takes a message away."""
        with self.lock:
            for number, message in enumerate(self.messages, 1):
                if message.uid == uid:
                    self.messages.remove(message)
                    for conn in self.connections:
                        conn.tell(f"* {number} EXPUNGE")
                    return

    def saw(self, command):
        return any(line.upper().split(" ", 1)[1:] and
                   line.upper().split(" ", 1)[1].startswith(command)
                   for line in list(self.log))

    def uids(self, folder=None):
        """Of the inbox, or those that a folder's messages had before."""
        with self.lock:
            return [m.was for m in (self.messages if folder is None
                                    else self.folders[folder])]

    def accept(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            conn = Connection(self, sock)
            self.connections.append(conn)
            threading.Thread(target=conn.run, daemon=True).start()


class Connection:
    def __init__(self, server, sock):
        self.server = server
        self.sock = sock
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent = 0
        self.buffer = b""
        self.logged_in = False
        self.idle_tag = None
        self.selected = False
        self.folder = None  # its name; None = the inbox
        self.pending = []

    def close(self):
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.sock.close()

    def send(self, data):
        cut = self.server.cut
        if cut is not None and self.sent + len(data) >= cut:
            self.sock.sendall(data[:cut - self.sent])
            if self.server.reset:
                self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                     b"\1\0\0\0\0\0\0\0")
                self.sock.close()
            raise Cut
        self.sock.sendall(data)
        self.sent += len(data)

    def line(self, text):
        self.send(text.encode() + b"\r\n")

    def read_line(self):
        while b"\n" not in self.buffer:
            data = self.sock.recv(65536)
            if not data:
                raise Cut
            self.buffer += data
        line, self.buffer = self.buffer.split(b"\n", 1)
        line = line.rstrip(b"\r").decode("utf-8", "replace")
        self.server.log.append(line)
        return line

    def tell(self, text):
        """Untagged data: at once when the client is idle, else held back."""
        if not self.selected or self.folder is not None:
            return
        if self.idle_tag is None:
            self.pending.append(text)
            return
        try:
            self.line(text)
        except (OSError, Cut):
            pass

    def start_tls(self):
        self.sock = self.server.context.wrap_socket(self.sock,
                                                    server_side=True)

    def run(self):
        try:
            if self.server.tls == "implicit":
                self.start_tls()
            self.line(self.server.greeting)
            while self.command(self.read_line()):
                pass
        except (OSError, Cut, ValueError):
            pass
        if self.sock.fileno() >= 0:
            self.close()

    def command(self, line):
        tag, _, rest = line.partition(" ")
        verb, _, args = rest.partition(" ")
        verb = verb.upper()
        if verb == "UID":
            word, _, args = args.partition(" ")
            verb = "UID " + word.upper()
        if verb in self.server.replies:
            answer = self.server.replies[verb](self, tag, args)
            if answer is not None:
                self.send(answer)
                return True
        if verb in self.server.refuse:
            self.line(f"{tag} {self.server.refuse[verb]}")
            return True
        with self.server.lock:
            handler = getattr(self, "do_" + verb.lower().replace(" ", "_"),
                              None)
            if handler is None:
                self.line(f"{tag} BAD unknown command")
                return True
            return handler(tag, args) is not False

    def done(self, tag, text="OK done"):
        if self.pending:
            self.send("".join(p + "\r\n" for p in self.pending).encode())
            self.pending = []
        self.line(f"{tag} {text}")

    def do_capability(self, tag, args):
        words = (self.server.capabilities_after if self.logged_in
                 else self.server.capabilities)
        self.line("* CAPABILITY " + words)
        self.done(tag)

    def do_starttls(self, tag, args):
        self.done(tag)
        self.start_tls()

    def do_login(self, tag, args):
        self.logged_in = True
        self.done(tag)

    def do_namespace(self, tag, args):
        delimiter = (f'"{self.server.delimiter}"' if self.server.delimiter
                     else "NIL")
        self.line(f'* NAMESPACE (("{self.server.prefix}" {delimiter})) '
                  "NIL NIL")
        self.done(tag)

    def do_list(self, tag, args):
        _, name = shlex.split(args)
        delimiter = (f'"{self.server.delimiter}"' if self.server.delimiter
                     else "NIL")
        if name == "":
            self.line(f'* LIST (\\Noselect) {delimiter} ""')
        elif name in self.server.folders:
            self.line(f'* LIST () {delimiter} "{name}"')
        self.done(tag)

    def here(self):
        """The messages of the folder that is open."""
        return (self.server.messages if self.folder is None
                else self.server.folders[self.folder])

    def do_select(self, tag, args):
        name = shlex.split(args)[0]
        self.selected = False
        self.pending = []
        if name in self.server.folders:
            self.folder = name
        elif "/" in name or "." in name:
            return self.done(tag, "NO no such folder")
        else:
            self.folder = None
        self.selected = True
        place = self.server if self.folder is None else self.here()
        self.line(f"* {len(self.here())} EXISTS")
        self.line("* 0 RECENT")
        self.line("* FLAGS (\\Deleted \\Seen)")
        self.line(f"* OK [PERMANENTFLAGS ({self.server.permanent})] kept")
        self.line(f"* OK [UIDVALIDITY {place.uidvalidity}] valid")
        self.line(f"* OK [UIDNEXT {place.uidnext}] next")
        self.done(tag, "OK [READ-WRITE] selected")

    def do_noop(self, tag, args):
        self.done(tag)

    def do_subscribe(self, tag, args):
        self.done(tag)

    def do_create(self, tag, args):
        name = shlex.split(args)[0]
        if not name.startswith(self.server.prefix):
            return self.done(tag, "NO name must begin with the prefix")
        self.server.folders.setdefault(
            name, Mailbox(2000 + len(self.server.folders)))
        self.done(tag)

    def do_idle(self, tag, args):
        self.idle_tag = tag
        self.line("+ idling")
        for text in self.pending:
            self.line(text)
        self.pending = []
        self.server.lock.release()  # others may add mail meanwhile
        try:
            line = self.read_line()
        finally:
            self.server.lock.acquire()
        self.idle_tag = None
        self.done(tag, "OK done" if line.upper() == "DONE" else "BAD no DONE")

    def do_logout(self, tag, args):
        self.line("* BYE see you")
        self.done(tag)
        return False

    def chosen(self, ranges, uids=True):
        """[(number, message)] of a set such as 1,3:5,9:*."""
        found = []
        here = self.here()
        top = (max((m.uid for m in here), default=0) if uids
               else len(here))
        for number, message in enumerate(here, 1):
            value = message.uid if uids else number
            for part in ranges.split(","):
                low, _, high = part.partition(":")
                low, high = (top if end == "*" else int(end)
                             for end in (low, high or low))
                if min(low, high) <= value <= max(low, high):
                    found.append((number, message))
                    break
        return found

    def do_fetch(self, tag, args, uids=False):
        ranges, _, items = args.partition(" ")
        for number, message in self.chosen(ranges, uids):
            self.send(fetch_row(number, message, items,
                                self.server.said_size))
        self.done(tag)

    def do_uid_fetch(self, tag, args):
        self.do_fetch(tag, args, uids=True)

    def do_uid_store(self, tag, args):
        ranges, _, rest = args.partition(" ")
        flags = re.search(r"\((.*)\)", rest).group(1).split()
        for _, message in self.chosen(ranges):
            message.flags.update(flags)
        self.done(tag)

    def copy(self, tag, args):
        ranges, _, name = args.partition(" ")
        name = shlex.split(name)[0]
        if name not in self.server.folders:
            self.done(tag, "NO [TRYCREATE] no such folder")
            return None
        chosen = self.chosen(ranges)
        folder = self.server.folders[name]
        self.copied = [str(folder.take(m)) for _, m in chosen]
        return chosen

    def copy_code(self, args, chosen):
        """The COPYUID of RFC 4315, where it is offered."""
        name = shlex.split(args.partition(" ")[2])[0]
        if not chosen or "UIDPLUS" not in self.server.capabilities_after:
            return ""
        return (f"[COPYUID {self.server.folders[name].uidvalidity} "
                + ",".join(str(m.uid) for _, m in chosen) + " "
                + ",".join(self.copied) + "] ")

    def take_away(self, chosen):
        for number, message in reversed(chosen):
            self.here().remove(message)
            self.line(f"* {number} EXPUNGE")

    def do_uid_copy(self, tag, args):
        chosen = self.copy(tag, args)
        if chosen is not None:
            self.done(tag, f"OK {self.copy_code(args, chosen)}copied")

    def do_uid_move(self, tag, args):
        chosen = self.copy(tag, args)
        if chosen is not None:
            self.line(f"* OK {self.copy_code(args, chosen)}moved")
            self.take_away(chosen)
            self.done(tag)

    def do_uid_search(self, tag, args):
        words = shlex.split(args)
        wanted = words[words.index("HEADER") + 2].encode()
        found = [str(m.uid) for m in self.here()
                 if wanted in m.body.split(b"\r\n\r\n")[0]]
        self.line(" ".join(["* SEARCH", *found]))
        self.done(tag)

    def do_uid_expunge(self, tag, args):
        self.take_away([(n, m) for n, m in self.chosen(args)
                        if "\\Deleted" in m.flags])
        self.done(tag)


def fetch_row(number, message, items, said=None):
    parts = [f"UID {message.uid}".encode()]
    if "RFC822.SIZE" in items:
        parts.append(f"RFC822.SIZE {said or len(message.body)}".encode())
    if "FLAGS" in items:
        parts.append(f"FLAGS ({' '.join(sorted(message.flags))})".encode())
    start = re.search(r"BODY\.PEEK\[\]<0\.(\d+)>", items)
    if start:
        body = message.body[:int(start.group(1))]
        parts.append(b"BODY[]<0> {%d}\r\n%s" % (len(body), body))
    elif "BODY.PEEK[]" in items:
        parts.append(b"BODY[] {%d}\r\n%s" % (len(message.body), message.body))
    return b"* %d FETCH (%s)\r\n" % (number, b" ".join(parts))
