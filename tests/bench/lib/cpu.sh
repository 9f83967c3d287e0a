# CPU time of a stack on cores of its own. Sourced.

# Half of the cores that this process may use for the load, the other half for the stack: sets LOAD_CORES and STACK_CORES.
cpu_pin() {
	local list n
	mapfile -t list < <(python3 -c 'import os; print(*sorted(os.sched_getaffinity(0)), sep="\n")')
	n=${#list[@]}
	if [ "$n" -lt 2 ]; then
		say "one core only: the load generator disturbs what it measures"
		LOAD_CORES=${list[0]} STACK_CORES=${list[0]}
	else
		LOAD_CORES=$(IFS=,; echo "${list[*]:0:n/2}")
		STACK_CORES=$(IFS=,; echo "${list[*]:n/2}")
	fi
}

# cpu_family PID...: they and all their descendants.
cpu_family() {
	local pid children
	for pid in "$@"; do
		echo "$pid"
		children=$(cat "/proc/$pid/task/$pid/children" 2>/dev/null || true)
		# shellcheck disable=SC2086
		[ -z "$children" ] || cpu_family $children
	done
}

# cpu_spent PID...: nanoseconds that all of their threads ran (Documentation/scheduler/sched-stats.rst). What has ended counts nothing: who
# compares two figures looks whether the family is still the same.
cpu_spent() {
	# shellcheck disable=SC2046
	{ cat $(printf '/proc/%s/task/*/schedstat ' "$@") 2>/dev/null || true; } | awk '{ n += $1 } END { printf "%.0f\n", n }'
}

# cpu_used PID: nanoseconds that the process and all its descendants ran, with those that have ended meanwhile (proc(5): cutime, cstime, in
# hundredths of a second).
cpu_used() {
	local pids
	pids=$(cpu_family "$1")
	# shellcheck disable=SC2046,SC2086
	{
		cpu_spent $pids
		cat $(printf '/proc/%s/stat ' $pids) 2>/dev/null | sed 's/.*) //' | awk '{ n += $14 + $15 } END { printf "%.0f\n", n * 10000000 }'
	} | awk '{ n += $1 } END { printf "%.0f\n", n }'
}

# The machine's rows of a table.
cpu_machine() {
	printf 'machine.cores\t%s\tcores\t\t\n' "$(nproc --all)"
	printf 'machine.stack_cores\t%s\tcores\t\t\n' "$(tr -cd , <<<"$STACK_CORES," | wc -c)"
	printf 'machine.kernel\t%s\trelease\t\t\n' "$(uname -r)"
}
