/** How much a defect matters. `info` changes no value, `warning` may change a result, `error` would make one wrong. */
export type Severity = "info" | "warning" | "error";

/**
 * What is done about a defect.
 *
 * `keep`: the rows go on as they are. `repair`: the stated repair is made and
 * nothing is lost. `quarantine`: the rows are left out and counted. `refuse`: the
 * file is not used.
 */
export type Treatment = "keep" | "repair" | "quarantine" | "refuse";

/** What a kind of defect is and what is done about it. */
export type DefectRule = {
  /** How much it matters. */
  readonly severity: Severity;
  /** What is done. */
  readonly treatment: Treatment;
  /** What was found, and the repair if there is one. */
  readonly meaning: string;
  /** What the amount counts; absent where it is how often the defect was seen. */
  readonly unit?: string;
};

const rule = (
  severity: Severity,
  treatment: Treatment,
  meaning: string,
  unit?: string,
): DefectRule => ({
  severity,
  treatment,
  meaning,
  ...(unit !== undefined && { unit }),
});

/** A kind of defect. */
export type DefectKind =
  | "missingHeader"
  | "otherNames"
  | "extraColumns"
  | "absentColumns"
  | "byteOrderMark"
  | "carriageReturns"
  | "microseconds"
  | "truncatedLastLine"
  | "unterminatedLastLine"
  | "malformedField"
  | "unreadableFile"
  | "passedOver"
  | "dayTwice"
  | "noRows"
  | "checksumMismatch"
  | "outOfOrder"
  | "interleaved"
  | "farOutOfOrder"
  | "exactDuplicate"
  | "conflictingDuplicate"
  | "idGap"
  | "tradeIdGap"
  | "tradeIdsReversed"
  | "tradeGap"
  | "quoteGap"
  | "outsideDay"
  | "nonPositivePrice"
  | "nonPositiveQuantity"
  | "offTick"
  | "crossedQuote"
  | "lockedQuote"
  | "brokenEnvelope"
  | "takerAboveTotal"
  | "volumeMismatch"
  | "valueMismatch"
  | "wholeQuantities"
  | "closeBeforeOpen"
  | "closeTimeOff"
  | "offGrid"
  | "missingMinutes"
  | "outageBars"
  | "rowShortfall"
  | "partialDays"
  | "missingDays"
  | "blankCells"
  | "missingStamps"
  | "fundingIntervalChange"
  | "fundingSpacing";

/**
 * Every kind of defect with its severity and treatment.
 *
 * @see def-defect
 *
 * @example What happens to a crossed quote
 * ```ts
 * import assert from "node:assert/strict";
 * import { DEFECTS } from "volarb/market";
 *
 * assert.equal(DEFECTS.crossedQuote.treatment, "quarantine");
 * ```
 */
export const DEFECTS: Readonly<Record<DefectKind, DefectRule>> = {
  missingHeader: rule("info", "repair", "no header: the venue's order is used"),
  otherNames: rule(
    "info",
    "repair",
    "header with other names than the venue's newest: columns found by name",
    "columns",
  ),
  extraColumns: rule(
    "info",
    "keep",
    "columns that are not needed: skipped",
    "columns",
  ),
  absentColumns: rule(
    "warning",
    "keep",
    "columns that the file lacks: NaN",
    "columns",
  ),
  byteOrderMark: rule("info", "repair", "byte order mark: skipped"),
  carriageReturns: rule("info", "repair", "lines end in CR LF: read as LF"),
  microseconds: rule("info", "repair", "times in microseconds: read as such"),
  truncatedLastLine: rule(
    "warning",
    "quarantine",
    "last line cut off: left out",
  ),
  unterminatedLastLine: rule(
    "warning",
    "keep",
    "last line without end: its last number may be cut",
  ),
  malformedField: rule("error", "refuse", "a field that cannot be read"),
  unreadableFile: rule("error", "refuse", "a file that cannot be read"),
  passedOver: rule(
    "warning",
    "quarantine",
    "a file in the data root that is not read, and why",
  ),
  dayTwice: rule(
    "info",
    "keep",
    "a day of several files: made from the daily one, of two the first",
    "days",
  ),
  noRows: rule("error", "refuse", "a file without rows: no day is made"),
  checksumMismatch: rule(
    "error",
    "refuse",
    "SHA-256 differs from the .CHECKSUM beside the file",
  ),
  outOfOrder: rule(
    "warning",
    "repair",
    "rows up to a minute late: sorted by time and id",
  ),
  interleaved: rule(
    "warning",
    "repair",
    "two sorted halves row by row: sorted by time and id",
  ),
  farOutOfOrder: rule("error", "refuse", "rows late by more than a minute"),
  exactDuplicate: rule(
    "warning",
    "repair",
    "the same row again: the first is kept",
  ),
  conflictingDuplicate: rule(
    "error",
    "quarantine",
    "the same id or time with other values: the first is kept",
  ),
  idGap: rule(
    "warning",
    "keep",
    "ids left out between two rows, of one file or of two in a row",
    "ids",
  ),
  tradeIdGap: rule(
    "info",
    "keep",
    "trade ids left out between two rows: off-market prints are not aggregated",
    "trade ids",
  ),
  tradeIdsReversed: rule(
    "error",
    "quarantine",
    "last trade id before the first",
  ),
  tradeGap: rule(
    "info",
    "keep",
    "no trade for more than a minute and twenty times the mean spacing",
    "s",
  ),
  quoteGap: rule(
    "info",
    "keep",
    "no quote for more than two seconds and twenty times the mean spacing, other than at a funding second",
    "s",
  ),
  outsideDay: rule(
    "error",
    "quarantine",
    "a time outside the days that the file's name promises",
  ),
  nonPositivePrice: rule("error", "quarantine", "a price of zero or less"),
  nonPositiveQuantity: rule(
    "error",
    "quarantine",
    "a quantity of zero or less",
  ),
  offTick: rule(
    "warning",
    "keep",
    "a price that is no multiple of the tick size, stated or shown by the other prices",
  ),
  crossedQuote: rule("error", "quarantine", "best bid above best ask"),
  lockedQuote: rule("warning", "keep", "best bid equal to best ask"),
  brokenEnvelope: rule(
    "error",
    "quarantine",
    "high or low does not enclose open and close",
  ),
  takerAboveTotal: rule(
    "error",
    "quarantine",
    "takers bought more than was traded, or volume below zero",
  ),
  volumeMismatch: rule(
    "error",
    "quarantine",
    "trades of no volume that moved the price, or volume in bars of mark price or premium",
  ),
  valueMismatch: rule(
    "error",
    "quarantine",
    "value over volume, the mean price of a bar, is not between its low and high: they are of other units",
  ),
  wholeQuantities: rule(
    "error",
    "refuse",
    "every quantity is a whole number though the lot is finer: numbers of contracts, or rounded",
    "quantities",
  ),
  closeBeforeOpen: rule("error", "quarantine", "close time before open time"),
  closeTimeOff: rule(
    "warning",
    "keep",
    "close time is not the last millisecond of the minute",
  ),
  offGrid: rule(
    "warning",
    "keep",
    "a time that is not on the family's grid",
  ),
  missingMinutes: rule("warning", "keep", "minutes without a bar", "minutes"),
  outageBars: rule(
    "warning",
    "keep",
    "runs of flat bars without volume: the market stood still",
    "bars",
  ),
  rowShortfall: rule(
    "warning",
    "keep",
    "fewer rows than the days of the file's name hold",
    "rows",
  ),
  partialDays: rule(
    "warning",
    "keep",
    "trades or quotes that begin or end more than ten minutes inside the days of the file's name",
    "s",
  ),
  missingDays: rule(
    "warning",
    "keep",
    "days without a file, or a row of one, between others",
    "days",
  ),
  blankCells: rule("warning", "keep", "empty cells: NaN"),
  missingStamps: rule(
    "warning",
    "keep",
    "five-minute stamps left out",
    "stamps",
  ),
  fundingIntervalChange: rule(
    "info",
    "keep",
    "the funding interval changes, within a file or between two",
  ),
  fundingSpacing: rule(
    "warning",
    "keep",
    "settlements further apart or nearer than the stated interval",
  ),
};
