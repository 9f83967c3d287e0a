/*
 * tpl: the compiled template file that view/templatec writes and view/open.c maps.
 *
 * One file per set and locale: a header, the templates, one instruction list, the paths that the instructions
 * name, and a pool of NUL-terminated strings and literal bytes. Everything is an offset or an index, in the byte order
 * of the machine that built it; the header's build id must equal the program's.
 */
#ifndef STOA_VIEW_TPL_H
#define STOA_VIEW_TPL_H

#include <stdint.h>

#define TPL_MAGIC "STOATPL1"

enum {
	TPL_SLOTS = 32,     /* structs in scope at one place */
	TPL_SLOT_DATA = 0,  /* the page's own struct */
	TPL_SLOT_PAGE = 1,  /* the struct common to the set, `page.` */
	TPL_SLOT_FIRST = 2, /* names of each and with, by depth */
	TPL_STEPS = 6       /* pointers followed by one path */
};

enum tpl_op {
	TPL_END,
	TPL_LITERAL,    /* a: pool offset, b: bytes */
	TPL_VALUE,      /* arg: context, a: path */
	TPL_PLURAL,     /* arg: context, a: path of the number, b: name of the message */
	TPL_ASSET_BASE, /* the installation's prefix of assets' addresses */
	TPL_PRESENT,    /* a: path, c: where to go if it is NULL */
	TPL_IF,         /* arg: 1 negates, a: path, c: where to go if false */
	TPL_IF_WORD,    /* likewise, b: word in the pool */
	TPL_IF_SAME,    /* likewise, b: second path */
	TPL_EACH,       /* slot, a: path, c: behind the TPL_NEXT */
	TPL_NEXT,       /* slot, c: first instruction of the body */
	TPL_WITH,       /* slot, a: path, c: behind the body */
	TPL_HOLE,       /* b: name in the pool, c: its TPL_FILLED */
	TPL_FILLED,     /* the end of a hole */
	TPL_OP__MAX
};

/* What a value lands in, and what else a path may be asked for. The first ones are contexts of TPL_VALUE. */
enum tpl_need {
	TPL_TEXT,     /* between tags */
	TPL_ATTR,     /* an attribute that programs read */
	TPL_HUMAN,    /* an attribute that people read or hear */
	TPL_URL,      /* a whole address at the start of an address attribute */
	TPL_PERCENT,  /* a part of an address */
	TPL_DATETIME, /* the attribute datetime: ISO 8601, UTC */
	TPL_MARKUP,   /* t:html */
	TPL_PLAIN,    /* a text template */
	TPL_CONTEXT__MAX,
	TPL_TRUTH = TPL_CONTEXT__MAX,
	TPL_STRING, /* may be NULL, a lone hole */
	TPL_WORD,
	TPL_ITEMS,
	TPL_NAMED,
	TPL_COUNT,
	TPL_NEED__MAX
};

enum tpl_special { TPL_PLAIN_PATH, TPL_AT_FIRST, TPL_AT_LAST, TPL_AT_INDEX, TPL_SPECIAL__MAX };

struct tpl_ins {
	uint8_t op;
	uint8_t arg;
	uint16_t slot;
	uint32_t a, b, c;
};

struct tpl_path {
	uint32_t names; /* pool: names joined by dots, without the slot's own; "" for the slot itself */
	uint32_t file;  /* pool: for messages */
	uint32_t line;
	uint16_t slot;
	uint8_t need;
	uint8_t special;
};

struct tpl_template {
	uint32_t name;  /* pool */
	uint32_t first; /* instruction; ends with TPL_END */
	uint32_t count;
};

struct tpl_header {
	char magic[8];
	char build[24]; /* view_build, cut or filled with NUL */
	uint32_t size;  /* of the whole file */
	uint32_t n_templates, templates;
	uint32_t n_ins, ins;
	uint32_t n_paths, paths;
	uint32_t pool_size, pool;
};

#endif
