/**
 * From features to one target position: fair value, state-space models, ensembles
 * of factors, and what they are worth.
 *
 * @module
 */
export {};
