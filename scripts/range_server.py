#!/usr/bin/env python3
"""Serves a folder on 127.0.0.1 and a free port, for the tests of fetch_glue.sh and fetch_roberta.sh.

Unlike `python3 -m http.server` it answers `Range: bytes=N-`, and it can break a transfer off:
`--cut NAME:BYTES` closes the connection after BYTES bytes of the first answer for NAME.
To HEAD it answers with the file's SHA-256 as `X-Linked-ETag`, as a model hub does; `--wrong NAME` makes that of one file wrong.
What is asked for below /moved/ is redirected to the same name without it.
Each request becomes one line of the log: status, name, and the range asked for ("-" for none).
The port is written to the port file once the server listens.
"""

import argparse
import hashlib
import http.server
import pathlib
import re


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
        with open(self.server.options.log, "a", encoding="utf-8") as log:
            print(status, name, self.headers.get("Range", "-"), file=log)
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for key, value in headers.items():
            self.send_header(key, value)
        self.end_headers()
        # HTTP/1.0: the connection closes after the answer, so a short body is a cut transfer.
        if body:
            self.wfile.write(body[: self.server.cuts.pop(name, len(body))])

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
    options = parser.parse_args()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.options = options
    server.cuts = {name: int(count) for name, count in (cut.rsplit(":", 1) for cut in options.cut)}
    options.port_file.write_text(f"{server.server_port}\n")
    server.serve_forever()


if __name__ == "__main__":
    main()
