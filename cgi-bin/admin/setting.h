/*
 * setting: one way for all screens of the settings. A job lays its page out from what the shop has; the same layout
 * serves the first showing, the one after a refusal (422), and the comparison by which a change that somebody else made
 * meanwhile is noticed (409): the form carries a hash of what it showed.
 */
#ifndef STOA_ADMIN_SETTING_H
#define STOA_ADMIN_SETTING_H

#include "admin/pages.h"
#include "admin/views_setting.h"
#include "shop/tenant.h"

enum { SETTING_FIELDS = 700, SETTING_LISTS = 40, SETTING_ACTS = 4, SETTING_NOTES = 24, SETTING_FOLDS = 12 };

/* The first member of every setting's inputs. */
struct setting_in {
	const char *seen;
};

struct setting {
	struct setting_page page;
	const char *done;  /* where a save leads, after the shop: "/settings/names" */
	const char *flash; /* "saved" unless set */
	bool only_look;    /* the second button was pressed: typed values are shown, and nothing is saved */
	struct form_field fields[SETTING_FIELDS];
	struct setting_list lists[SETTING_LISTS];
	struct setting_act acts[SETTING_ACTS];
	struct setting_note notes[SETTING_NOTES];
	struct setting_fold folds[SETTING_FOLDS];
};

struct setting_job {
	enum err_code (*lay)(struct ctx *, struct exchange *, struct setting *);
	/* ERR_INPUT with refusals: shown at their fields. ERR_CONFLICT: told, with what was typed. */
	enum err_code (*save)(struct ctx *, struct exchange *, struct setting *);
	/* Where not NULL, after the values that were typed have taken their places. */
	enum err_code (*look)(struct ctx *, struct exchange *, struct setting *);
};

enum err_code setting_show(struct ctx *, struct exchange *, const struct setting_job *);
/* in: x->in starts with struct setting_in. */
enum err_code setting_save(struct ctx *, struct exchange *, const struct setting_job *);

/* Each gives back what was added, to be filled further. */
struct form_field *setting_add(struct setting *, struct form_field);
/* One field a language of the shop. */
void setting_add_localized(struct ctx *, struct setting *, const struct form_field *pattern, const struct localized *);
/* What a thing is called, label_* by language; needed in the shop's own (need_own_text()). */
void setting_add_name(struct ctx *, struct setting *, const char *label, const struct localized *);
/* Where it stands among its kind, from 1. */
void setting_add_place(struct ctx *, struct setting *, const char *name, int64_t position);
struct setting_list *setting_list(struct ctx *, struct setting *, struct setting_list, size_t room);
/* A whole number that must be there. hint: NULL for none. */
void setting_add_number(
    struct ctx *, struct setting *, const char *name, const char *label, const char *hint, int64_t value);
/* Likewise with a row to itself, where what it says is long. */
void setting_add_count(
    struct ctx *, struct setting *, const char *name, const char *label, const char *hint, int64_t value);
/* The fields that are added from here on are folded away; open: from the start. Behind all that are not. */
void setting_fold(struct setting *, const char *name, bool open);
void setting_note(struct ctx *, struct setting *, const char *kind, const char *text);

/* A select's choices: values, and a label for each by the function; the current one is chosen. */
typedef const char *setting_label_fn(struct ctx *, const char *value);
void setting_choices(struct ctx *, struct form_field *, struct texts values, setting_label_fn *, const char *current);
/* A choice before all others, with an empty value. */
void setting_choice_none(struct ctx *, struct form_field *, const char *label);
bool setting_has_choice(const struct setting *, const char *field, const char *value);

/* Labels. */
const char *label_country(struct ctx *, const char *);
const char *label_currency(struct ctx *, const char *);
const char *label_language(struct ctx *, const char *);
const char *label_itself(struct ctx *, const char *);

/* Refuses at NAME_<id>. */
enum err_code refuse_keyed(struct ctx *, const char *name, int64_t id, const char *code, const char *arg);
/* In the shop's own language a text must stand: else "required" at NAME_<locale>. */
enum err_code need_own_text(struct ctx *, const char *name, const struct localized *);
/* What was typed for languages that the shop does not offer is no form of ours. */
struct localized only_offered(struct ctx *, const struct localized *);

#endif
