"""An SMTP server that takes everything and keeps only who it was for.

    with LeanSmtp() as server:
        ... send to 127.0.0.1:server.port ...
        server.recipients    # of each message taken, in order
"""
import socket
import socketserver
import threading


class Dialogue(socketserver.BaseRequestHandler):
    def setup(self):
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.recipient = None
        self.left = self.server.per_session

    def upto(self, end):
        """The bytes before the next `end`, which is taken away, too."""
        while (at := self.buffer.find(end)) < 0:
            got = self.request.recv(1 << 18)
            if not got:
                raise ConnectionError
            self.buffer += got
        found = self.buffer[:at]
        self.buffer = self.buffer[at + len(end):]
        return found

    def handle(self):
        self.request.settimeout(self.server.patience)
        self.server.sessions += 1
        self.server.gate.wait()
        try:
            self.request.sendall(b"220 lean ESMTP\r\n")
            while self.answer(self.upto(b"\r\n")):
                pass
        except TimeoutError:
            self.request.sendall(b"421 4.4.2 idle for too long\r\n")
        except OSError:
            pass

    def answer(self, line):
        verb = line[:4].upper()
        reply = b"250 2.0.0 ok\r\n"
        if verb == b"EHLO":
            reply = b"250-lean\r\n250-8BITMIME\r\n250 SIZE 50000000\r\n"
        elif verb == b"MAIL" and self.left == 0:
            reply = b"421 4.7.0 enough for one session\r\n"
            verb = b"QUIT"
        elif verb == b"RCPT":
            self.recipient = line[line.index(b"<") + 1:line.index(b">")]
        elif verb == b"DATA":
            self.request.sendall(b"354 go\r\n")
            self.upto(b"\r\n.\r\n")
            self.left -= 1
            self.server.recipients.append(self.recipient.decode())
        elif verb == b"QUIT":
            reply = b"221 2.0.0 bye\r\n"
        self.request.sendall(reply)
        return verb != b"QUIT"


class LeanSmtp(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, per_session=-1, patience=None):
        super().__init__(("127.0.0.1", 0), Dialogue)
        self.recipients = []
        self.per_session = per_session  # mails before it hangs up
        self.patience = patience  # seconds it waits for a command
        self.sessions = 0
        self.gate = threading.Event()  # not set: greetings wait for it
        self.gate.set()
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __exit__(self, *exception):
        self.shutdown()
        self.server_close()
