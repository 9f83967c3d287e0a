# TCP ports on 127.0.0.1, chosen when a stack starts and kept for the next start where they are still free.

port_is_free() {
	/usr/bin/python3 - "$1" <<-'PY'
		import socket, sys
		s = socket.socket()
		s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
		try:
		    s.bind(("127.0.0.1", int(sys.argv[1])))
		except OSError:
		    sys.exit(1)
	PY
}

# port_pick FILE: prints a free port and keeps it in FILE. Ports lie below the range that Linux hands out to clients, so that a kept
# one is seldom taken by a passing connection.
port_pick() {
	local port= try
	[ ! -f "$1" ] || read -r port <"$1" || port=
	[[ $port =~ ^[0-9]{4,5}$ ]] || port=
	for try in {1..50}; do
		if [ -n "$port" ] && port_is_free "$port"; then
			echo "$port" >"$1"
			echo "$port"
			return 0
		fi
		port=$((20000 + RANDOM % 12000))
	done
	echo "no free port found between 20000 and 32000" >&2
	return 1
}

# port_answers PORT: somebody accepts connections there.
port_answers() {
	(exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}
