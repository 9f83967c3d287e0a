/* How often each pair of states was changed, and tried where the table forbids it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "db/db.h"
#include "queries.h"
#include "shop/order_room.h"
#include "walk_room.h"

enum { STATES_MOST = 40 };

/* By the places of two states in the table. */
static long long changed[STATES_MOST][STATES_MOST], tried[STATES_MOST][STATES_MOST];

static size_t place_of(enum order_axis axis, const char *name, size_t length)
{
	size_t n;
	const struct state *s = states_all(&n);

	assert_true(n <= STATES_MOST);
	for (size_t i = 0; i < n; i++)
		if (s[i].axis == axis && strlen(s[i].name) == length && memcmp(s[i].name, name, length) == 0)
			return i;
	fail_msg("no state %.*s", (int)length, name);
	return 0;
}

static enum order_axis axis_of(const char *name, size_t length)
{
	for (int a = 0; a < AXIS__MAX; a++)
		if (strlen(axis_name((enum order_axis)a)) == length &&
		    memcmp(axis_name((enum order_axis)a), name, length) == 0)
			return (enum order_axis)a;
	fail_msg("no axis %.*s", (int)length, name);
	return AXIS__MAX;
}

/* "AXIS FROM TO,AXIS FROM TO": the state_events of the order; one that begins a row comes from "". */
void tally_order(int64_t order_id)
{
	const char *said =
	    ask("SELECT coalesce(string_agg(axis || ' ' || from_state || ' ' || to_state, ',' ORDER BY id), '')"
	        " FROM @.state_event WHERE order_id = $1 AND from_state <> ''",
	        1, &order_id);

	while (*said) {
		const char *from = strchr(said, ' ') + 1, *to = strchr(from, ' ') + 1;
		size_t length = strcspn(to, ",");
		enum order_axis axis = axis_of(said, (size_t)(from - said) - 1);

		changed[place_of(axis, from, (size_t)(to - from) - 1)][place_of(axis, to, length)]++;
		said = to + length + (to[length] == ',');
	}
}

static long long times_of(const struct transition *t)
{
	return changed[place_of(t->axis, t->from, strlen(t->from))][place_of(t->axis, t->to, strlen(t->to))];
}

const struct transition *tally_rare(uint64_t chance)
{
	size_t n;
	const struct transition *t = transitions_all(&n), *least = &t[chance % n];

	for (int i = 0; i < 3; i++) {
		chance /= n;
		if (times_of(&t[chance % n]) < times_of(least))
			least = &t[chance % n];
	}
	return least;
}

const char *tally_stands(const struct walk *w, enum order_axis axis, int64_t *id)
{
	static const char *const texts[] = {
		[AXIS_ORDER] = "SELECT id || ' ' || state FROM @.orders WHERE id = $1",
		[AXIS_PAID] = "SELECT id || ' ' || payment_state FROM @.orders WHERE id = $1",
		[AXIS_SHIPPED] = "SELECT id || ' ' || shipping_state FROM @.orders WHERE id = $1",
		[AXIS_PAYMENT] =
		    "SELECT id || ' ' || state FROM @.payment WHERE order_id = $1 ORDER BY id DESC LIMIT 1",
		[AXIS_REFUND] = "SELECT id || ' ' || state FROM @.refund WHERE order_id = $1 ORDER BY id DESC LIMIT 1",
		[AXIS_RETURN] =
		    "SELECT id || ' ' || state FROM @.return_request WHERE order_id = $1 ORDER BY id DESC LIMIT 1",
	};
	const char *said = ask(texts[axis], 1, &w->order_id), *blank = strchr(said, ' ');

	*id = atoll(said);
	return blank ? blank + 1 : "";
}

struct moving {
	int64_t order_id;
	struct move move;
};

static enum err_code move_tx(struct ctx *ctx, void *arg)
{
	struct moving *m = arg;
	enum err_code err = q_order_lock_one(ctx, &(struct order_lock_in){ .id = m->order_id }, NULL);

	return err ? err : order_move(ctx, &m->move);
}

static struct ctx *doomed;
static struct move dooming;

static void move_alone(void)
{
	order_move(doomed, &dooming);
}

static bool is_reached(const struct state *s)
{
	size_t n;
	const struct transition *t = transitions_all(&n);

	for (size_t i = 0; i < n; i++)
		if (t[i].axis == s->axis && str_eq(t[i].to, s->name))
			return true;
	return false;
}

/* The least tried of the axis from here; NULL where all is allowed. */
static const struct state *pick(enum order_axis axis, size_t from)
{
	size_t n;
	const struct state *s = states_all(&n), *least = NULL;

	for (size_t i = 0; i < n; i++) {
		if (s[i].axis != axis || i == from || order_may(axis, s[from].name, s[i].name))
			continue;
		if (!least || tried[from][i] < tried[from][least - s])
			least = &s[i];
	}
	return least;
}

/* Nothing leads to a state that rows begin with alone: whoever asks for it is a broken program, and ends before a
 * statement is sent. */
const char *tally_try_forbidden(const struct walk *w, int digit)
{
	enum order_axis axis = (enum order_axis)(digit % AXIS__MAX);
	size_t n, from;
	const struct state *s = states_all(&n), *to;
	int64_t id;
	const char *stands = tally_stands(w, axis, &id);
	struct moving m = { .order_id = w->order_id };

	if (!*stands)
		return NULL;
	from = place_of(axis, stands, strlen(stands));
	to = pick(axis, from);
	if (!to)
		return NULL;
	m.move = (struct move){
		.axis = axis, .id = id, .to = to->name, .actor = { .kind = ACTOR_PROVIDER }, .cause = "walk"
	};
	/* It takes a process: a few times say it. */
	if (!is_reached(to) && tried[from][to - s] >= 3)
		return NULL;
	tried[from][to - s]++;
	doomed = as("owner");
	dooming = m.move;
	if (!is_reached(to))
		return aborts(move_alone) ? NULL : "a program went on that asked for a state to begin with";
	return db_tx(as("owner"), move_tx, &m) == ERR_CONFLICT ? NULL : "a forbidden change went through";
}

void tally_write(FILE *f)
{
	size_t n;
	const struct state *s = states_all(&n);

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++) {
			bool may = s[i].axis == s[k].axis && order_may(s[i].axis, s[i].name, s[k].name);

			if (i == k || s[i].axis != s[k].axis)
				continue;
			if (may || changed[i][k] > 0)
				fprintf(f, "%s\t%s\t%s\t%s\t%lld\n", may ? "changed" : "broken", axis_name(s[i].axis),
				    s[i].name, s[k].name, changed[i][k]);
			if (!may)
				fprintf(f, "forbidden\t%s\t%s\t%s\t%lld\n", axis_name(s[i].axis), s[i].name, s[k].name,
				    tried[i][k]);
		}
}
