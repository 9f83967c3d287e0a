#include "shop/address_data.h"

#include "view/view.h"

/* clang-format off */
#define FORM(...) (const enum address_field[]){ ADDRESS_NAME, ADDRESS_COMPANY, __VA_ARGS__, ADDRESS_FIELD__MAX }
#define STREET ADDRESS_LINE1, ADDRESS_LINE2
#define POST_CITY FORM(STREET, ADDRESS_POSTCODE, ADDRESS_CITY)
#define CITY_POST FORM(STREET, ADDRESS_CITY, ADDRESS_POSTCODE)
#define CITY_ONLY FORM(STREET, ADDRESS_CITY)
#define CITY_REGION FORM(STREET, ADDRESS_CITY, ADDRESS_REGION)
#define CITY_REGION_POST FORM(STREET, ADDRESS_CITY, ADDRESS_REGION, ADDRESS_POSTCODE)
#define CITY_POST_REGION FORM(STREET, ADDRESS_CITY, ADDRESS_POSTCODE, ADDRESS_REGION)
#define POST_CITY_REGION FORM(STREET, ADDRESS_POSTCODE, ADDRESS_CITY, ADDRESS_REGION)
#define POST_REGION_CITY FORM(ADDRESS_POSTCODE, ADDRESS_REGION, ADDRESS_CITY, STREET)
#define REGION_CITY FORM(ADDRESS_REGION, ADDRESS_CITY, STREET)

enum {
	BASE = 1 << ADDRESS_NAME | 1 << ADDRESS_LINE1,
	C = BASE | 1 << ADDRESS_CITY,
	Z = BASE | 1 << ADDRESS_POSTCODE,
	S = BASE | 1 << ADDRESS_REGION,
	CZ = C | Z,
	CS = C | S,
	CSZ = C | S | Z,
};

/* Lines of a label that many countries share. */
#define L_ZC "%N%n%O%n%A%n%Z %C"
#define L_CZ "%N%n%O%n%A%n%C %Z"
#define L_C_Z "%N%n%O%n%A%n%C%n%Z"
#define L_C "%N%n%O%n%A%n%C"
#define L_CSZ "%N%n%O%n%A%n%C, %S %Z"

/* After the Universal Postal Union's addressing sheets and CLDR-style address data; sorted by code. */
const struct address_format address_formats[] = {
	{ "AD", POST_CITY, CZ, "AANNN", "AD500", L_ZC, NULL },
	{ "AE", CITY_REGION, S, NULL, NULL, "%N%n%O%n%A%n%C%n%S", N_("Emirate") },
	{ "AF", CITY_POST, C, "NNNN", "1001", L_C_Z, NULL },
	{ "AL", POST_CITY, C, "NNNN", "1001", "%N%n%O%n%A%n%Z%n%C", NULL },
	{ "AM", POST_CITY_REGION, C, "NNNN", "0010", "%N%n%O%n%A%n%Z%n%C%n%S", N_("Province") },
	{ "AR", POST_CITY_REGION, CZ, "NNNN|ANNNNAAA", "C1070AAM", "%N%n%O%n%A%n%Z %C%n%S", N_("Province") },
	{ "AT", POST_CITY, CZ, "NNNN", "1010", "%O%n%N%n%A%n%Z %C", NULL },
	{ "AU", CITY_REGION_POST, CSZ, "NNNN", "2060", "%O%n%N%n%A%n%C %S %Z", N_("State") },
	{ "AX", POST_CITY, CZ, "NNNNN", "22150", L_ZC, NULL },
	{ "AZ", POST_CITY, C, "AANNNN|NNNN", "AZ1000", L_ZC, NULL },
	{ "BA", POST_CITY, C, "NNNNN", "71000", L_ZC, NULL },
	{ "BD", CITY_POST, C, "NNNN", "1340", "%N%n%O%n%A%n%C - %Z", NULL },
	{ "BE", POST_CITY, CZ, "NNNN", "4000", "%O%n%N%n%A%n%Z %C", NULL },
	{ "BG", POST_CITY, CZ, "NNNN", "1000", L_ZC, NULL },
	{ "BH", CITY_POST, C, "NNN|NNNN", "317", L_CZ, NULL },
	{ "BN", CITY_POST, C, "AANNNN", "BT2328", L_CZ, NULL },
	{ "BR", CITY_REGION_POST, CSZ, "NNNNN-NNN", "40301-110", "%O%n%N%n%A%n%C-%S%n%Z", N_("State") },
	{ "BY", POST_CITY_REGION, C, "NNNNNN", "223016", "%O%n%N%n%A%n%Z, %C%n%S", N_("Region") },
	{ "CA", CITY_REGION_POST, CSZ, "ANA NAN", "H3Z 2Y7", "%N%n%O%n%A%n%C %S %Z", N_("Province") },
	{ "CH", POST_CITY, CZ, "NNNN", "2544", "%O%n%N%n%A%n%Z %C", NULL },
	{ "CL", POST_CITY_REGION, CS, "NNNNNNN|NNN-NNNN", "8340457", "%N%n%O%n%A%n%Z %C%n%S", N_("Region") },
	{ "CN", POST_REGION_CITY, CSZ, "NNNNNN", "266033", "%Z%n%S%C%n%A%n%O%n%N", N_("Province") },
	{ "CO", CITY_REGION_POST, CS, "NNNNNN", "111221", "%N%n%O%n%A%n%C, %S, %Z", N_("Department") },
	{ "CR", CITY_REGION_POST, CS, "NNNNN", "10101", "%N%n%O%n%A%n%S, %C%n%Z", N_("Province") },
	{ "CY", POST_CITY, CZ, "NNNN", "2008", L_ZC, NULL },
	{ "CZ", POST_CITY, CZ, "NNN NN", "100 00", L_ZC, NULL },
	{ "DE", POST_CITY, CZ, "NNNNN", "10115", L_ZC, NULL },
	{ "DK", POST_CITY, CZ, "NNNN", "8660", L_ZC, NULL },
	{ "DO", POST_CITY, C, "NNNNN", "11903", L_ZC, NULL },
	{ "DZ", POST_CITY, C, "NNNNN", "16000", L_ZC, NULL },
	{ "EC", POST_CITY, CZ, "NNNNNN", "090105", "%N%n%O%n%A%n%Z%n%C", NULL },
	{ "EE", POST_CITY, CZ, "NNNNN", "69501", L_ZC, NULL },
	{ "EG", CITY_REGION_POST, CS, "NNNNN", "12411", "%N%n%O%n%A%n%C%n%S%n%Z", N_("Governorate") },
	{ "ES", POST_CITY_REGION, CSZ, "NNNNN", "28039", "%N%n%O%n%A%n%Z %C%n%S", N_("Province") },
	{ "FI", POST_CITY, CZ, "NNNNN", "00550", "%O%n%N%n%A%n%Z %C", NULL },
	{ "FO", POST_CITY, CZ, "NNN", "100", L_ZC, NULL },
	{ "FR", POST_CITY, CZ, "NNNNN", "33380", "%O%n%N%n%A%n%Z %C", NULL },
	{ "GB", CITY_POST, CZ, "AN NAA|ANN NAA|AAN NAA|AANN NAA|ANA NAA|AANA NAA", "EC1Y 8SY", L_C_Z, NULL },
	{ "GE", POST_CITY, C, "NNNN", "0101", L_ZC, NULL },
	{ "GG", CITY_POST, CZ, "AAN NAA|AANN NAA", "GY1 1AA", L_C_Z, NULL },
	{ "GI", CITY_POST, BASE, "AANN NAA", "GX11 1AA", L_C_Z, NULL },
	{ "GL", POST_CITY, CZ, "NNNN", "3900", L_ZC, NULL },
	{ "GR", POST_CITY, CZ, "NNN NN", "151 24", L_ZC, NULL },
	{ "HK", REGION_CITY, S, NULL, NULL, "%S%n%C%n%A%n%O%n%N", N_("Area") },
	{ "HR", POST_CITY, CZ, "NNNNN", "10000", L_ZC, NULL },
	{ "HU", POST_CITY, CZ, "NNNN", "1037", "%N%n%O%n%C%n%A%n%Z", NULL },
	{ "ID", CITY_REGION_POST, S, "NNNNN", "40115", "%N%n%O%n%A%n%C%n%S %Z", N_("Province") },
	{ "IE", CITY_REGION_POST, C, "A?? ????", "A65 F4E2", "%N%n%O%n%A%n%C%n%S%n%Z", N_("County") },
	{ "IL", CITY_POST, C, "NNNNNNN|NNNNN", "9614303", L_CZ, NULL },
	{ "IM", CITY_POST, CZ, "AAN NAA|AANN NAA", "IM2 1AA", L_C_Z, NULL },
	{ "IN", CITY_POST_REGION, CSZ, "NNNNNN", "110034", "%N%n%O%n%A%n%C %Z%n%S", N_("State") },
	{ "IQ", CITY_REGION_POST, CS, "NNNNN", "31001", "%O%n%N%n%A%n%C, %S%n%Z", N_("Province") },
	{ "IS", POST_CITY, CZ, "NNN", "320", L_ZC, NULL },
	{ "IT", POST_CITY_REGION, CSZ, "NNNNN", "00144", "%N%n%O%n%A%n%Z %C %S", N_("Province") },
	{ "JE", CITY_POST, CZ, "AAN NAA|AANN NAA", "JE1 1AA", L_C_Z, NULL },
	{ "JO", CITY_POST, C, "NNNNN", "11937", L_CZ, NULL },
	{ "JP", POST_REGION_CITY, CSZ, "NNN-NNNN", "154-0023", "〒%Z%n%S%C%n%A%n%O%n%N", N_("Prefecture") },
	{ "KE", CITY_POST, C, "NNNNN", "20100", L_C_Z, NULL },
	{ "KR", POST_REGION_CITY, CSZ, "NNNNN", "03051", "%S %C%n%A%n%O%n%N%n%Z", N_("Province") },
	{ "KW", POST_CITY, C, "NNNNN", "54541", L_ZC, NULL },
	{ "KZ", POST_CITY_REGION, C, "NNNNNN", "040900", "%Z%n%S%n%C%n%A%n%O%n%N", N_("Region") },
	{ "LB", CITY_POST, C, "NNNN NNNN|NNNN", "2038 3054", L_CZ, NULL },
	{ "LI", POST_CITY, CZ, "NNNN", "9496", "%O%n%N%n%A%n%Z %C", NULL },
	{ "LK", CITY_POST, C, "NNNNN", "20000", L_C_Z, NULL },
	{ "LT", POST_CITY, CZ, "AA-NNNNN|NNNNN", "LT-04340", "%O%n%N%n%A%n%Z %C", NULL },
	{ "LU", POST_CITY, CZ, "NNNN|A-NNNN", "4750", "%O%n%N%n%A%n%Z %C", NULL },
	{ "LV", CITY_POST, CZ, "AA-NNNN", "LV-1073", "%N%n%O%n%A%n%C, %Z", NULL },
	{ "MA", POST_CITY, CZ, "NNNNN", "53000", L_ZC, NULL },
	{ "MC", POST_CITY, CZ, "NNNNN", "98000", L_ZC, NULL },
	{ "MD", POST_CITY, C, "NNNN|AA-NNNN", "2012", L_ZC, NULL },
	{ "ME", POST_CITY, C, "NNNNN", "81257", L_ZC, NULL },
	{ "MK", POST_CITY, C, "NNNN", "1314", L_ZC, NULL },
	{ "MO", CITY_ONLY, BASE, NULL, NULL, "%A%n%C%n%O%n%N", NULL },
	{ "MT", CITY_POST, CZ, "AAA NNNN|AAA NNN|AAA NN", "NXR 1710", L_CZ, NULL },
	{ "MX", POST_CITY_REGION, CSZ, "NNNNN", "02860", "%N%n%O%n%A%n%Z %C, %S", N_("State") },
	{ "MY", POST_CITY_REGION, CZ, "NNNNN", "43000", "%N%n%O%n%A%n%Z %C%n%S", N_("State") },
	{ "NG", CITY_POST_REGION, CS, "NNNNNN", "930283", "%N%n%O%n%A%n%C %Z%n%S", N_("State") },
	{ "NL", POST_CITY, CZ, "NNNN AA", "1234 AB", "%O%n%N%n%A%n%Z %C", NULL },
	{ "NO", POST_CITY, CZ, "NNNN", "0025", L_ZC, NULL },
	{ "NP", CITY_POST, C, "NNNNN", "44601", L_CZ, NULL },
	{ "NZ", CITY_POST, CZ, "NNNN", "6001", L_CZ, NULL },
	{ "OM", POST_CITY, C, "NNN", "133", "%N%n%O%n%A%n%Z%n%C", NULL },
	{ "PA", CITY_REGION, CS, NULL, NULL, "%N%n%O%n%A%n%C%n%S", N_("Province") },
	{ "PE", CITY_POST_REGION, CS, "NNNNN", "15001", "%N%n%O%n%A%n%C %Z%n%S", N_("Region") },
	{ "PH", POST_CITY_REGION, CZ, "NNNN", "1008", "%N%n%O%n%A%n%Z %C%n%S", N_("Province") },
	{ "PK", CITY_POST, CZ, "NNNNN", "44000", "%N%n%O%n%A%n%C-%Z", NULL },
	{ "PL", POST_CITY, CZ, "NN-NNN", "00-950", L_ZC, NULL },
	{ "PR", CITY_POST, CZ, "NNNNN|NNNNN-NNNN", "00930", "%N%n%O%n%A%n%C PR %Z", NULL },
	{ "PT", POST_CITY, CZ, "NNNN-NNN", "2725-079", L_ZC, NULL },
	{ "QA", CITY_ONLY, C, NULL, NULL, L_C, NULL },
	{ "RO", POST_CITY_REGION, CZ, "NNNNNN", "060274", "%N%n%O%n%A%n%Z %S %C", N_("County") },
	{ "RS", POST_CITY, C, "NNNNN", "11000", L_ZC, NULL },
	{ "RU", CITY_REGION_POST, CSZ, "NNNNNN", "247112", "%N%n%O%n%A%n%C%n%S%n%Z", N_("Region") },
	{ "SA", CITY_POST, C, "NNNNN|NNNNN-NNNN", "11564", L_CZ, NULL },
	{ "SE", POST_CITY, CZ, "NNN NN", "111 22", "%O%n%N%n%A%n%Z %C", NULL },
	{ "SG", FORM(STREET, ADDRESS_POSTCODE), Z, "NNNNNN", "546080", "%N%n%O%n%A%nSINGAPORE %Z", NULL },
	{ "SI", POST_CITY, CZ, "NNNN", "4000", L_ZC, NULL },
	{ "SK", POST_CITY, CZ, "NNN NN", "010 01", L_ZC, NULL },
	{ "SM", POST_CITY, CZ, "NNNNN", "47890", L_ZC, NULL },
	{ "TH", CITY_REGION_POST, CSZ, "NNNNN", "10150", "%N%n%O%n%A%n%C%n%S %Z", N_("Province") },
	{ "TN", POST_CITY, C, "NNNN", "1002", L_ZC, NULL },
	{ "TR", POST_CITY_REGION, CZ, "NNNNN", "01960", "%N%n%O%n%A%n%Z %C/%S", N_("Province") },
	{ "TW", POST_REGION_CITY, CSZ, "NNN|NNNNN|NNNNNN", "104", "%Z%n%S%C%n%A%n%O%n%N", N_("County") },
	{ "UA", CITY_REGION_POST, CZ, "NNNNN", "15432", "%N%n%O%n%A%n%C%n%S%n%Z", N_("Region") },
	{ "US", CITY_REGION_POST, CSZ, "NNNNN|NNNNN-NNNN", "95014", L_CSZ, N_("State") },
	{ "UY", POST_CITY_REGION, C, "NNNNN", "11600", "%N%n%O%n%A%n%Z %C %S", N_("Department") },
	{ "VA", POST_CITY, CZ, "NNNNN", "00120", L_ZC, NULL },
	{ "VE", CITY_POST_REGION, CS, "NNNN", "1010", "%N%n%O%n%A%n%C %Z, %S", N_("State") },
	{ "VN", CITY_REGION_POST, C, "NNNNN|NNNNNN", "70010", "%N%n%O%n%A%n%C%n%S %Z", N_("Province") },
	{ "ZA", CITY_POST, CZ, "NNNN", "0083", L_C_Z, NULL },
};
const size_t address_formats_count = sizeof address_formats / sizeof *address_formats;

const struct address_format address_general = {
	"", CITY_REGION_POST, C, NULL, NULL, "%N%n%O%n%A%n%C %Z%n%S", N_("Region")
};

/* ISO 3166-1 alpha-2. */
const char *const address_country_codes[] = {
	"AD", "AE", "AF", "AG", "AI", "AL", "AM", "AO", "AQ", "AR", "AS", "AT", "AU", "AW", "AX", "AZ", "BA", "BB", "BD",
	"BE", "BF", "BG", "BH", "BI", "BJ", "BL", "BM", "BN", "BO", "BQ", "BR", "BS", "BT", "BV", "BW", "BY", "BZ", "CA",
	"CC", "CD", "CF", "CG", "CH", "CI", "CK", "CL", "CM", "CN", "CO", "CR", "CU", "CV", "CW", "CX", "CY", "CZ", "DE",
	"DJ", "DK", "DM", "DO", "DZ", "EC", "EE", "EG", "EH", "ER", "ES", "ET", "FI", "FJ", "FK", "FM", "FO", "FR", "GA",
	"GB", "GD", "GE", "GF", "GG", "GH", "GI", "GL", "GM", "GN", "GP", "GQ", "GR", "GS", "GT", "GU", "GW", "GY", "HK",
	"HM", "HN", "HR", "HT", "HU", "ID", "IE", "IL", "IM", "IN", "IO", "IQ", "IR", "IS", "IT", "JE", "JM", "JO", "JP",
	"KE", "KG", "KH", "KI", "KM", "KN", "KP", "KR", "KW", "KY", "KZ", "LA", "LB", "LC", "LI", "LK", "LR", "LS", "LT",
	"LU", "LV", "LY", "MA", "MC", "MD", "ME", "MF", "MG", "MH", "MK", "ML", "MM", "MN", "MO", "MP", "MQ", "MR", "MS",
	"MT", "MU", "MV", "MW", "MX", "MY", "MZ", "NA", "NC", "NE", "NF", "NG", "NI", "NL", "NO", "NP", "NR", "NU", "NZ",
	"OM", "PA", "PE", "PF", "PG", "PH", "PK", "PL", "PM", "PN", "PR", "PS", "PT", "PW", "PY", "QA", "RE", "RO", "RS",
	"RU", "RW", "SA", "SB", "SC", "SD", "SE", "SG", "SH", "SI", "SJ", "SK", "SL", "SM", "SN", "SO", "SR", "SS", "ST",
	"SV", "SX", "SY", "SZ", "TC", "TD", "TF", "TG", "TH", "TJ", "TK", "TL", "TM", "TN", "TO", "TR", "TT", "TV", "TW",
	"TZ", "UA", "UG", "UM", "US", "UY", "UZ", "VA", "VC", "VE", "VG", "VI", "VN", "VU", "WF", "WS", "YE", "YT", "ZA",
	"ZM", "ZW",
};
const size_t address_country_codes_count = sizeof address_country_codes / sizeof *address_country_codes;
/* clang-format on */
