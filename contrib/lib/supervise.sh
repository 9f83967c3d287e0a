# Services of one stack: started as children of this shell, started again where they die, all ended before it ends.
#
# Each runs in a session of its own and asks the kernel for a signal if this shell dies. What may slip through after a kill -9 carries
# STOA_STACK=$HOME_DIR in its environment and is found and ended by the next start or stop.

declare -A SERVICE_CMD=() SERVICE_SIG=() SERVICE_PID=() SERVICE_FAILS=()
SERVICE_ORDER=()
SUPERVISE_SLEEP=

# service_add NAME SIGNAL COMMAND...: SIGNAL asks it to end.
service_add() {
	local name=$1 sig=$2
	shift 2
	SERVICE_CMD[$name]=$(printf '%q ' "$@")
	SERVICE_SIG[$name]=$sig
	SERVICE_FAILS[$name]=
	SERVICE_ORDER+=("$name")
}

service_start() {
	local name=$1
	eval "set -- ${SERVICE_CMD[$name]}"
	rm -f "$RUN_DIR/$name.sock"
	(
		exec 9>&-
		trap - INT TERM HUP EXIT USR1
		exec setsid env -C / HOME="$HOME_DIR" STOA_STACK="$HOME_DIR" STOA_CONF="$HOME_DIR/conf/stoa.conf" \
			PGSERVICEFILE="$HOME_DIR/conf/pg_service.conf" \
			setpriv "${DROP_ARGS[@]}" --pdeathsig "${SERVICE_SIG[$name]}" "$@"
	) >>"$HOME_DIR/log/$name.log" 2>&1 </dev/null &
	SERVICE_PID[$name]=$!
	echo $! >"$RUN_DIR/$name.pid"
}

service_alive() {
	[ -n "${SERVICE_PID[$1]:-}" ] && kill -0 "${SERVICE_PID[$1]}" 2>/dev/null
}

# wait_until SECONDS WHAT SERVICE COMMAND...: until the command succeeds; ends this shell where it never does.
wait_until() {
	local end=$((SECONDS + $1)) what=$2 name=$3
	shift 3
	until "$@"; do
		service_alive "$name" || stack_fail "$what ended at its start" "$HOME_DIR/log/$name.log"
		[ $SECONDS -lt $end ] || stack_fail "$what does not answer" "$HOME_DIR/log/$name.log"
		sleep 0.1
	done
}

# wait_gone SECONDS PID...: 1 where one of them lives on.
wait_gone() {
	local end=$((SECONDS + $1)) pid
	shift
	for pid in "$@"; do
		while kill -0 "$pid" 2>/dev/null; do
			[ $SECONDS -lt $end ] || return 1
			sleep 0.1
		done
	done
}

# One more life after a second; five deaths within a minute end the stack.
service_revive() {
	local name=$1 now=$SECONDS t recent=
	for t in ${SERVICE_FAILS[$name]}; do
		[ "$t" -le $((now - 60)) ] || recent="$recent $t"
	done
	SERVICE_FAILS[$name]="$recent $now"
	[ "$(wc -w <<<"${SERVICE_FAILS[$name]}")" -le 5 ] || stack_fail "$name dies again and again" "$HOME_DIR/log/$name.log"
	say "$name ended; starting it again"
	service_start "$name"
}

# Until a signal comes. A service with a file hold.NAME in $RUN_DIR stays down (tests take services away like that), and its deaths
# are forgotten.
supervise() {
	local name
	trap : USR1
	while :; do
		for name in "${SERVICE_ORDER[@]}"; do
			if service_alive "$name"; then
				continue
			elif [ -e "$RUN_DIR/hold.$name" ]; then
				SERVICE_FAILS[$name]=
			else
				service_revive "$name"
			fi
		done
		sleep 1 9>&- &
		SUPERVISE_SLEEP=$!
		wait $! || true
		SUPERVISE_SLEEP=
	done
}

# Ends what this shell started, last first: whoever uses the database before the database.
services_end() {
	local i name pid
	[ -z "$SUPERVISE_SLEEP" ] || kill "$SUPERVISE_SLEEP" 2>/dev/null || true
	for ((i = ${#SERVICE_ORDER[@]} - 1; i >= 0; i--)); do
		name=${SERVICE_ORDER[i]}
		pid=${SERVICE_PID[$name]:-}
		rm -f "$RUN_DIR/hold.$name" "$RUN_DIR/$name.pid"
		[ -n "$pid" ] || continue
		kill -"${SERVICE_SIG[$name]}" "$pid" 2>/dev/null || true
		[ "$name" != postgres ] || wait_gone 20 "$pid" || true
	done
	for name in "${SERVICE_ORDER[@]}"; do
		pid=${SERVICE_PID[$name]:-}
		[ -z "$pid" ] || wait_gone 10 "$pid" || kill -KILL -- "-$pid" 2>/dev/null || true
	done
	SERVICE_ORDER=()
	services_clean
}

# Processes that carry this stack's mark.
services_left() {
	grep -lsazxF "STOA_STACK=$HOME_DIR" /proc/[0-9]*/environ 2>/dev/null | sed 's,/proc/\([0-9]*\)/.*,\1,' | grep -vx $$ || true
}

# Ends what a killed run left behind and takes away its sockets.
services_clean() {
	local left
	left=$(services_left)
	if [ -n "$left" ]; then
		# shellcheck disable=SC2086
		kill -TERM $left 2>/dev/null || true
		# shellcheck disable=SC2086
		wait_gone 10 $left || kill -KILL $left 2>/dev/null || true
	fi
	postgres_clean
	rm -f "$RUN_DIR"/*.sock "$RUN_DIR"/*.pid "$RUN_DIR"/hold.* "$RUN_DIR"/.s.PGSQL.*
}
