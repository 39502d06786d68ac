/**
 * What a run earned, where it came from, and whether it is more than luck.
 *
 * @module
 */
export {};
