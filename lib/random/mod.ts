/**
 * Seeded random numbers: the same seed gives the same numbers on every machine
 * and in every process.
 *
 * {@linkcode Random} draws from xoroshiro128+ (Blackman and Vigna) and turns the
 * words into the distributions that a market needs. Nothing in `lib/` draws
 * from anything else, and nothing draws without being handed a `Random`.
 *
 * @module
 */
export * from "./random.ts";
