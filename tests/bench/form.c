#include "form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TAG_MAX = 4096, NAMES_MAX = 64 };

struct fill {
	const struct typed *typed;
	char *body;
	size_t size, n;
	bool overflow;
	/* Radio buttons: the first value of a name stands until a checked one comes; so they are written at the end. */
	struct {
		char name[64], value[256];
		bool checked;
	} radio[NAMES_MAX];
	int n_radio;
};

/* A tag from '<' to '>', quoted values left out of the search for its end; its end, or NULL. */
static const char *tag_end(const char *tag)
{
	char quote = '\0';
	for (const char *p = tag; *p != '\0'; p++) {
		if (quote != '\0')
			quote = *p == quote ? '\0' : quote;
		else if (*p == '"' || *p == '\'')
			quote = *p;
		else if (*p == '>')
			return p;
	}
	return NULL;
}

static void unescape(char *s)
{
	static const struct {
		const char *name;
		char is;
	} known[] = { { "&amp;", '&' }, { "&quot;", '"' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&#39;", '\'' } };
	char *to = s;
	while (*s != '\0') {
		size_t i = 0;
		while (i < sizeof known / sizeof *known && strncmp(s, known[i].name, strlen(known[i].name)) != 0)
			i++;
		if (i == sizeof known / sizeof *known) {
			*to++ = *s++;
		} else {
			*to++ = known[i].is;
			s += strlen(known[i].name);
		}
	}
	*to = '\0';
}

/* Our own pages quote every value; a bare attribute is there with no value. */
static bool attribute(const char *tag, const char *end, const char *name, char *value, size_t size)
{
	size_t n = strlen(name);
	value[0] = '\0';
	for (const char *p = tag; (p = strstr(p, name)) != NULL && p < end; p += n) {
		if (p[-1] != ' ' && p[-1] != '\n')
			continue;
		if (p[n] == ' ' || p[n] == '>' || p[n] == '/')
			return true;
		if (p[n] != '=' || p[n + 1] != '"')
			continue;
		const char *from = p + n + 2, *to = strchr(from, '"');
		if (to == NULL || (size_t)(to - from) >= size)
			return false;
		memcpy(value, from, (size_t)(to - from));
		value[to - from] = '\0';
		unescape(value);
		return true;
	}
	return false;
}

static void put(struct fill *f, char c)
{
	if (f->n + 1 >= f->size)
		f->overflow = true;
	else
		f->body[f->n++] = c;
}

static void put_encoded(struct fill *f, const char *s)
{
	static const char hex[] = "0123456789ABCDEF";
	for (const unsigned char *p = (const unsigned char *)s; *p != '\0'; p++) {
		if ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') ||
		    strchr("-._", *p) != NULL) {
			put(f, (char)*p);
		} else {
			put(f, '%');
			put(f, hex[*p >> 4]);
			put(f, hex[*p & 15]);
		}
	}
}

static void add(struct fill *f, const char *name, const char *value)
{
	for (const struct typed *t = f->typed; t->name != NULL; t++) {
		if (strcmp(t->name, name) == 0)
			value = t->value;
	}
	if (f->n > 0)
		put(f, '&');
	put_encoded(f, name);
	put(f, '=');
	put_encoded(f, value);
}

static void keep_radio(struct fill *f, const char *name, const char *value, bool checked)
{
	int i = 0;
	while (i < f->n_radio && strcmp(f->radio[i].name, name) != 0)
		i++;
	if (i == NAMES_MAX)
		return;
	if (i < f->n_radio && (f->radio[i].checked || !checked))
		return;
	snprintf(f->radio[i].name, sizeof f->radio[i].name, "%s", name);
	snprintf(f->radio[i].value, sizeof f->radio[i].value, "%.255s", value);
	f->radio[i].checked = checked;
	if (i == f->n_radio)
		f->n_radio++;
}

static void take_input(struct fill *f, const char *tag, const char *end)
{
	char name[64], value[2048], type[32], word[8];
	if (!attribute(tag, end, "name", name, sizeof name))
		return;
	attribute(tag, end, "type", type, sizeof type);
	bool has_value = attribute(tag, end, "value", value, sizeof value);
	bool checked = attribute(tag, end, "checked", word, sizeof word);
	if (strcmp(type, "radio") == 0)
		keep_radio(f, name, value, checked);
	else if (strcmp(type, "checkbox") == 0 && checked)
		add(f, name, has_value ? value : "on");
	else if (strcmp(type, "checkbox") != 0 && strcmp(type, "submit") != 0 && strcmp(type, "file") != 0)
		add(f, name, value);
}

/* The selected choice, else the first. */
static void take_select(struct fill *f, const char *tag, const char *end, const char *form_end)
{
	char name[64], value[256], first[256] = "", word[8];
	bool any = false, chosen = false;
	const char *stop = strstr(end, "</select>");
	if (!attribute(tag, end, "name", name, sizeof name) || stop == NULL || stop > form_end)
		return;
	for (const char *o = end; !chosen && (o = strstr(o, "<option")) != NULL && o < stop; o++) {
		const char *o_end = tag_end(o);
		if (o_end == NULL || !attribute(o, o_end, "value", value, sizeof value))
			continue;
		chosen = attribute(o, o_end, "selected", word, sizeof word);
		if (!any || chosen)
			memcpy(first, value, sizeof first);
		any = true;
	}
	add(f, name, first);
}

static const char *find_form(const char *page, char *action, size_t size)
{
	char method[8];
	const char *main = strstr(page, "<main");
	for (const char *f = main; f != NULL && (f = strstr(f, "<form")) != NULL; f++) {
		const char *end = tag_end(f);
		if (end == NULL)
			return NULL;
		attribute(f, end, "method", method, sizeof method);
		if (strcmp(method, "post") == 0 && attribute(f, end, "action", action, size))
			return end;
	}
	return NULL;
}

bool form_fill(
    const char *page, const struct typed *typed, char *action, size_t action_size, char *body, size_t body_size)
{
	struct fill f = { .typed = typed, .body = body, .size = body_size };
	const char *form = find_form(page, action, action_size);
	const char *stop = form == NULL ? NULL : strstr(form, "</form>");
	if (stop == NULL)
		return false;
	for (const char *p = form; (p = strchr(p, '<')) != NULL && p < stop; p++) {
		const char *end = tag_end(p);
		if (end == NULL)
			return false;
		if (strncmp(p, "<input", 6) == 0)
			take_input(&f, p, end);
		else if (strncmp(p, "<select", 7) == 0)
			take_select(&f, p, end, stop);
		else if (strncmp(p, "<textarea", 9) == 0) {
			char name[64];
			if (attribute(p, end, "name", name, sizeof name))
				add(&f, name, "");
		}
	}
	for (int i = 0; i < f.n_radio; i++)
		add(&f, f.radio[i].name, f.radio[i].value);
	f.body[f.n] = '\0';
	return !f.overflow;
}
