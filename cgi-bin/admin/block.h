/*
 * block: the form of one block of the home page, shown by block.c and read by block_save.c.
 */
#ifndef STOA_ADMIN_BLOCK_H
#define STOA_ADMIN_BLOCK_H

#include "admin/content.h"
#include "shop/home.h"

enum { BLOCK_WORDS_POINTS = 2000, BLOCK_BUTTON_POINTS = 60 };

/* Which fields a kind of block has. */
bool block_has_words(const char *kind); /* a text below its headline */
bool block_leads(const char *kind);     /* a picture and a button */
bool block_has_products(const char *kind);

/* What a block of the kind, or a row of such products, is called: N_(). */
const char *block_kind_words(const char *kind);
const char *block_source_words(const char *source);

/*
 * The page of the form. block: as it is kept, or a new one (id 0). typed: what a refused form held, or one whose
 * products were searched; NULL for the first showing.
 */
enum err_code block_show(struct ctx *, struct exchange *, const struct home_block *block, const struct block_in *typed);

#endif
