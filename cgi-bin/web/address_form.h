/*
 * address_form: the fields of a postal address as its country writes it, for every form that asks for one. The fields
 * are named as in struct address; shop/address judges what is typed.
 */
#ifndef STOA_WEB_ADDRESS_FORM_H
#define STOA_WEB_ADDRESS_FORM_H

#include "db/db.h"
#include "shop/address.h"
#include "web/form.h"

/* Adds the fields of the country's form behind those that the form has, with the values of known (NULL: none). Room
 * for ADDRESS_FIELD__MAX of them must be there. */
void address_form_add(struct ctx *, struct form *, const char *country, const struct address *known);
/* Likewise the name alone, where nothing is sent. */
void address_form_add_name(struct ctx *, struct form *, const struct address *known);
/* Adds what was typed and the country's form does not have as hidden fields, so that going to another country's form
 * and back loses nothing. country NULL: the form has the name alone, and the country goes along, too. */
void address_form_carry(struct form *, const char *country, const struct address *typed);
/* The choices of a select: the countries by their names in ctx->locale. */
void address_form_countries(struct ctx *, struct form_field *, struct texts codes, const char *now);
/* Refuses at "phone" what cannot be a phone number. */
void address_form_phone(struct ctx *, const char *phone);

#endif
