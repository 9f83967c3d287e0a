/*
 * fuzz: what libFuzzer (or replay.c) calls in each target. Always returns 0; a finding aborts.
 */
#ifndef STOA_TESTS_FUZZ_H
#define STOA_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#endif
