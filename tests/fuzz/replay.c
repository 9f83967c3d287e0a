/*
 * replay: runs every file named on the command line through a fuzz target, so that the kept corpora are checked by any
 * compiler. Stops at the first file that cannot be read; a finding ends the process by itself.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"

enum { MAX_BYTES = 1 << 20 };

static int replay(const char *path)
{
	FILE *f = fopen(path, "re");

	if (!f) {
		perror(path);
		return 1;
	}
	/* A malloc of the very size, so that ASan sees the first byte read past the end. */
	uint8_t *whole = malloc(MAX_BYTES);
	size_t n = whole ? fread(whole, 1, MAX_BYTES, f) : 0;
	uint8_t *data = malloc(n ? n : 1);
	int failed = !whole || !data || ferror(f);
	fclose(f);
	for (size_t i = 0; !failed && i < n; i++)
		data[i] = whole[i];
	free(whole);
	if (!failed)
		LLVMFuzzerTestOneInput(data, n);
	free(data);
	return failed;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (replay(argv[i]) != 0)
			return 1;
	printf("%d inputs replayed\n", argc - 1);
	return 0;
}
