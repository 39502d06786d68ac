/**
 * The feature frame: estimators on one clock, each row made of what was known
 * at its time, with the lineage of every column.
 *
 * A {@linkcode Feature} says when each of its values became known;
 * {@linkcode featureFrame} joins them as of the decision times, and
 * {@linkcode auditCausality} shows for a feature, ours or the reader's own, that
 * nothing from the future gets in.
 *
 * @module
 */
export * from "./aggregate_bars.ts";
export * from "./as_of.ts";
export * from "./audit_causality.ts";
export * from "./bar_features.ts";
export * from "./feature.ts";
export * from "./feature_frame.ts";
