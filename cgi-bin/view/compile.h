/*
 * compile: the template compiler (build tool only): XHTML in, struct tpl_* out. libxml2 lives in these files and
 * nowhere else.
 *
 * Mistakes are printed as `file:line: message` and counted; compiling goes on, so that one run shows them all. The
 * order of the control attributes of one element is fixed: t:each, then t:with, then t:if and t:unless, so a condition
 * may use the names.
 */
#ifndef STOA_VIEW_COMPILE_H
#define STOA_VIEW_COMPILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libxml/tree.h>

#include "base/arena.h"
#include "base/buf.h"
#include "view/tpl.h"

#define TPL_NS "urn:stoa:template"

struct asset {
	const char *path;   /* css/shop.css */
	const char *hashed; /* css/shop.0123456789.css */
	struct asset *next;
};

/* A message of the PO template. */
struct message {
	const char *context; /* NULL for none */
	const char *id;
	const char *files[16];
	size_t n_files;
	struct message *next;
};

/* A piece of a message: text, {path}, or <n>...</n>. */
enum part_kind { PART_TEXT, PART_HOLE, PART_ELEMENT };

struct part {
	enum part_kind kind;
	const char *text; /* PART_TEXT, PART_HOLE: the path */
	int number;       /* PART_ELEMENT, from 1 */
	bool empty;       /* <n/> */
	const struct part *child;
	struct part *next;
};

enum { MESSAGE_ELEMENTS = 64, SCOPE_MAX = TPL_SLOTS, INCLUDE_MAX = 16 };

struct scope_name {
	const char *name;
	uint16_t slot;
	bool loop;
};

struct shown {
	const char *text;
	struct shown *next;
};

/* A document that was read; kept until the compiler is released. */
struct source {
	const char *name; /* part/field */
	const char *file; /* templates/part/field.xhtml */
	xmlDoc *doc;
	struct source *next;
};

struct compiler {
	struct arena *arena;
	const char *dir;    /* where the templates are */
	const char *locale; /* NULL: texts stay as they are */
	struct asset *assets;
	struct source *sources;
	struct message *messages; /* in order of appearance */
	struct message **messages_end;
	bool quiet;
	unsigned errors;
	struct shown *shown; /* mistakes, so that a part that many pages include shows its own once */

	/* the file under construction */
	struct buf ins, paths, pool, templates;
	size_t run; /* pool offset of the literal run that may still grow; SIZE_MAX for none */

	/* the place that is being compiled */
	const char *file;
	bool text_mode;
	bool xml_mode;
	unsigned preserve;
	unsigned depth; /* of includes */
	const xmlNode *page;
	bool filling;
	bool hole;
	struct scope_name scope[SCOPE_MAX];
	size_t n_scope;
	const xmlNode *items[MESSAGE_ELEMENTS]; /* of the message that is being written */
};

void compiler_init(struct compiler *, struct arena *, const char *dir);
void compiler_release(struct compiler *);
bool compile_assets(struct compiler *, const char *manifest);
/* Compiles dir/<name>.xhtml under the given template name unless it is a layout or a part. */
void compile_file(struct compiler *, const char *name, const char *as);
/* The same for a document in memory. */
void compile_memory(struct compiler *, const char *as, const char *data, size_t n);
/* build: the id that view_open() must find. */
bool compile_write(struct compiler *, const char *build, const char *out);
bool compile_write_pot(const struct compiler *, const char *out);

void compile_error(struct compiler *, const xmlNode *, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* source.c: NULL after an error was printed. at: the element that asks. */
const struct source *source_get(struct compiler *, const char *name, const xmlNode *at);
const struct source *source_memory(struct compiler *, const char *name, const char *data, size_t n);

/* xml.c: small questions to the tree. Strings live in the compiler's arena. */
bool node_is_t(const xmlNode *, const char *local);
const char *node_attr(struct compiler *, const xmlNode *, const char *name); /* without namespace; NULL where absent */
const char *node_t_attr(struct compiler *, const xmlNode *, const char *name); /* in t: */
const char *attr_text(struct compiler *, const xmlAttr *);
const char *node_text(struct compiler *, const xmlNode *);
bool node_is_blank(const xmlNode *);
bool in_words(const char *word, const char *const *words); /* NULL ends the list */

/* output.c */
uint32_t pool_string(struct compiler *, const char *);
size_t emit(struct compiler *, struct tpl_ins);
/* Sets the target of the instruction to the next one. */
void emit_land(struct compiler *, size_t ins);
size_t emit_here(const struct compiler *);
/* Bytes that need no escaping. */
void emit_raw(struct compiler *, const char *);
/* Fixed text, escaped for the place: TPL_TEXT, TPL_ATTR or TPL_PLAIN. */
void emit_fixed(struct compiler *, enum tpl_need, const char *);

/* path.c: index of the path; 0 after an error. */
uint32_t path_use(struct compiler *, const xmlNode *, const char *path, enum tpl_need);
bool path_is_valid(const char *);
void emit_value(struct compiler *, const xmlNode *, const char *path, enum tpl_need);
/* Emits the jump of `path`, `path = word` or `path = other.path`; returns the instruction to land. */
size_t emit_condition(struct compiler *, const xmlNode *, const char *expression, bool negate);
/* Splits "NAME in PATH". */
bool path_binding(struct compiler *, const xmlNode *, const char *text, const char **name, const char **path);
void scope_push(struct compiler *, const xmlNode *, const char *name, bool loop);

/* element.c */
void emit_nodes(struct compiler *, const xmlNode *first);
void emit_node(struct compiler *, const xmlNode *);
/* content: what a translation puts into the element; NULL for its own children. */
void emit_element(struct compiler *, const xmlNode *, const struct part *content);
enum tpl_need place(const struct compiler *);

/* markup.c: the tags of an XML document */
void emit_xml_tag(struct compiler *, const xmlNode *, const struct part *content);

/* construct.c: elements of t: */
void emit_construct(struct compiler *, const xmlNode *, const struct part *content);
void emit_page(struct compiler *, const xmlNode *root);
/* What stands inside the element's tags. */
void emit_inner(struct compiler *, const xmlNode *, const struct part *content);

/* attribute.c */
void emit_attributes(struct compiler *, const xmlNode *);
bool is_void_element(const char *name);

/* message.c */
void emit_message(struct compiler *, const xmlNode *);
void emit_message_attr(struct compiler *, const xmlNode *, const xmlAttr *);
void emit_parts(struct compiler *, const xmlNode *, const struct part *, enum tpl_need);
/* parts.c: NULL with *why set where the text is malformed. */
struct part *parts_read(struct arena *, const char *text, const char **why);
/* NULL if a translation has the same placeholders as its message, else what is wrong. */
const char *parts_differ(struct arena *, const struct part *id, const struct part *translation);
/* pot.c: the translation, or the id; remembers the message. */
const char *message_text(struct compiler *, const xmlNode *, const char *context, const char *id);

#endif
