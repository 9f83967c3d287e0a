#!/usr/bin/python3
"""activate.py SOCKET COMMAND...: a service manager in small (sd_listen_fds(3)).

It holds the listening socket, hands it to the command as descriptor 3, prints the command's process id, and starts the command
anew whenever it ends, until SIGTERM or until nobody reads any more.
"""
import os
import signal
import socket
import sys

FIRST = 3


def start(listener, command):
    pid = os.fork()
    if pid:
        return pid
    os.dup2(listener.fileno(), FIRST)
    os.set_inheritable(FIRST, True)  # dup2() onto itself leaves it as it was
    os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
    os.execv(command[0], command)


def main():
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(sys.argv[1])
    listener.listen(4096)
    pid = 0

    def end(*_):
        if pid:
            os.kill(pid, signal.SIGTERM)
            os.waitpid(pid, 0)
        os._exit(0)

    signal.signal(signal.SIGTERM, end)
    while True:
        pid = start(listener, sys.argv[2:])
        print(pid, flush=True)
        os.waitpid(pid, 0)


main()
