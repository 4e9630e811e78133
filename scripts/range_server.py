#!/usr/bin/env python3
"""Serves a folder on 127.0.0.1 and a free port, for the tests of fetch_glue.sh and fetch_roberta.sh.

Unlike `python3 -m http.server` it answers `Range: bytes=N-`, and it can break a transfer off:
`--cut NAME:BYTES` closes the connection after BYTES bytes of the first answer for NAME.
To HEAD it answers with the file's SHA-256 as `X-Linked-ETag`, as a model hub does; `--wrong NAME` makes that of one file wrong.
What is asked for below /moved/ is redirected to the same name without it, and below /plain/ to another address, `--plain ADDRESS`.
`--certificate FILE` serves HTTPS with the certificate and key in the file; `--endless NAME` answers for NAME without a length and
with zeros for as long as they are read, up to 256 MiB.
Each request becomes one line of the log: status, name, and the range asked for ("-" for none).
The port is written to the port file once the server listens.
"""

import argparse
import hashlib
import http.server
import pathlib
import re
import ssl


class Handler(http.server.BaseHTTPRequestHandler):
    def do_HEAD(self):
        name = self.path.lstrip("/")
        if name.startswith("moved/"):
            self.answer(307, name, b"", {"Location": name.removeprefix("moved"), "ETag": '"' + "0" * 40 + '"'})
            return
        file = self.server.options.folder / name
        if ".." in name or not file.is_file():
            self.answer(404, name, b"", {})
            return
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        if name in self.server.options.wrong:
            digest = digest[::-1]
        self.answer(200, name, b"", {"X-Linked-ETag": f'"{digest}"'})

    def do_GET(self):
        options = self.server.options
        name = self.path.lstrip("/")
        if name.startswith("moved/"):
            self.answer(307, name, b"", {"Location": name.removeprefix("moved")})
            return
        if name.startswith("plain/"):
            self.answer(307, name, b"", {"Location": options.plain + name.removeprefix("plain")})
            return
        if name in options.endless:
            self.answer_endlessly(name)
            return
        file = options.folder / name
        if ".." in name or not file.is_file():
            self.answer(404, name, b"not found\n", {})
            return
        content = file.read_bytes()
        match = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if match is None or options.no_ranges:
            self.answer(200, name, content, {})
            return
        start, size = int(match[1]), len(content)
        if start >= size:
            self.answer(416, name, b"", {"Content-Range": f"bytes */{size}"})
        else:
            self.answer(206, name, content[start:], {"Content-Range": f"bytes {start}-{size - 1}/{size}"})

    def answer(self, status, name, body, headers):
        self.note(status, name)
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for key, value in headers.items():
            self.send_header(key, value)
        self.end_headers()
        # HTTP/1.0: the connection closes after the answer, so a short body is a cut transfer.
        if body:
            self.send(body[: self.server.cuts.pop(name, len(body))])

    def answer_endlessly(self, name):
        self.note(200, name)
        self.send_response(200)
        self.end_headers()
        for _ in range(1 << 12):
            if not self.send(bytes(1 << 16)):
                return

    def send(self, body):
        """False where the client has gone, as one does that gets too much."""
        try:
            self.wfile.write(body)
            return True
        except OSError:
            return False

    def note(self, status, name):
        with open(self.server.options.log, "a", encoding="utf-8") as log:
            print(status, name, self.headers.get("Range", "-"), file=log)

    def log_message(self, *_):
        pass


def main():
    parser = argparse.ArgumentParser(description="Serve a folder with ranges, on the loopback interface.")
    parser.add_argument("--folder", type=pathlib.Path, required=True)
    parser.add_argument("--log", type=pathlib.Path, required=True)
    parser.add_argument("--port-file", type=pathlib.Path, required=True)
    parser.add_argument("--cut", action="append", default=[], metavar="NAME:BYTES")
    parser.add_argument("--wrong", action="append", default=[], metavar="NAME")
    parser.add_argument("--no-ranges", action="store_true", help="ignore ranges, as some servers do")
    parser.add_argument("--plain", metavar="ADDRESS")
    parser.add_argument("--certificate", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--endless", action="append", default=[], metavar="NAME")
    options = parser.parse_args()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if options.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.options = options
    server.cuts = {name: int(count) for name, count in (cut.rsplit(":", 1) for cut in options.cut)}
    options.port_file.write_text(f"{server.server_port}\n")
    server.serve_forever()


if __name__ == "__main__":
    main()
