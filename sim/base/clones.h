/**
 * CLONES before a kernel compiles it thrice and picks at start-up what the processor can do.
 *
 * All give the same bits: there is no fused multiply-add (-ffp-contract=off) and no reassociation.
 * Off where the loader cannot choose (NO_CLONES, other systems, WebAssembly, sanitizers, whose
 * runtime is not up when it chooses).
 */
#ifndef CHOKEPOINT_BASE_CLONES_H
#define CHOKEPOINT_BASE_CLONES_H

#include <stdint.h> // __GLIBC__ is known only after some header of the C library

#if defined(__x86_64__) && defined(__GLIBC__) && defined(__OPTIMIZE__) && !defined(__clang__) &&   \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(NO_CLONES)
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONES
#endif

#endif
