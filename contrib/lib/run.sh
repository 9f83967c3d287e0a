# Starting, detaching, asking and stopping a stack, the same for the demo and for the tests.
#
# The caller has sourced stack.sh and defines
#   stack_up         starts everything (HOME_DIR is set, nothing of an earlier run is left)
#   stack_addresses  prints where things are, from $VAR/$STACK.env
# and gives ME, its own path: a detached stack is `ME --serve`.
# $VAR/$STACK.lock is held while the stack lives, .pid names its parent process, .up stands once everything is up.

run_finish() {
	trap - EXIT
	trap '' INT TERM HUP
	rm -f "$VAR/$STACK.up" "$VAR/$STACK.pid"
	services_end
}

# This process is the parent of all services from here on; returns when all is up.
run_up() {
	trap run_finish EXIT
	trap 'exit 0' INT TERM HUP
	echo $$ >"$VAR/$STACK.pid"
	services_clean
	stack_up
	touch "$VAR/$STACK.up"
}

# For a stack that has its lock: in the foreground until a signal comes.
run_here() {
	run_up
	say "everything is up; Ctrl-C ends it"
	stack_addresses
	supervise
}

# For a stack that has its lock: comes back when all is up, 1 where that fails. The lock goes on with descriptor 9.
run_detached() {
	local log=$HOME_DIR/log/$STACK.log child show
	: >"$log"
	setsid "$ME" --serve >"$log" 2>&1 </dev/null &
	child=$!
	tail -n +1 -f --pid=$child -q "$log" 9>&- &
	show=$!
	while kill -0 $child 2>/dev/null && [ ! -f "$VAR/$STACK.up" ]; do
		sleep 0.2
	done
	sleep 0.3
	kill $show 2>/dev/null || true
	[ -f "$VAR/$STACK.up" ] || return 1
	disown $child 2>/dev/null || true
}

# What run_detached started.
run_serve() {
	stack_home
	run_up
	supervise
}

run_told() {
	if [ -f "$VAR/$STACK.up" ]; then
		say "it is running"
		stack_addresses
	else
		say "it is being started by process $(cat "$VAR/$STACK.pid" 2>/dev/null || echo "?")"
	fi
}

run_status() {
	if [ -d "$VAR" ] && ! stack_lock; then
		run_told
	else
		say "it is not running"
		return 3
	fi
}

# Ends the stack and whatever a killed run left.
run_stop() {
	local pid=
	if stack_lock; then
		stack_home
		services_clean
		say "it was not running"
	else
		[ ! -f "$VAR/$STACK.pid" ] || read -r pid <"$VAR/$STACK.pid" || true
		[[ $pid =~ ^[0-9]+$ ]] || {
			say "it is being built; end that where it was started" >&2
			return 1
		}
		kill -TERM "$pid" 2>/dev/null || true
		if ! flock -w 60 9; then
			kill -KILL "$pid" 2>/dev/null || true
			flock -w 10 9 || true
		fi
		stack_home
		services_clean
		say "ended"
	fi
	rm -f "$VAR/$STACK.up" "$VAR/$STACK.pid"
}
