import type { RiskRule } from "./risk_audit.ts";
import {
  lotValue,
  type RiskAccount,
  type RiskInstrument,
  type RiskOrder,
  worstLots,
  worstNotional,
} from "./risk_book.ts";
import type { RiskLimits } from "./risk_limits.ts";

/** The state in which orders are taken: all, those that reduce a position, none. */
export type RiskState = "active" | "reducing" | "halted";

/** What is asked about and what has been found so far; one object is used for every order. */
export class RiskQuestion {
  /** The order. */
  order!: RiskOrder;
  /** Its instrument. */
  instrument!: RiskInstrument;
  /** The account. */
  account!: RiskAccount;
  /** The engine's state. */
  state: RiskState = "active";
  /** Orders that were let through in the interval of the rate. */
  recent = 0;
  /** Lots that are still allowed. */
  quantity = 0;
  /** Whether the order makes a position smaller and nothing else. */
  reduces = false;
  /** Rule that clipped or refused last. */
  rule: RiskRule = "none";
  /** What it allows. */
  limit = NaN;
  /** What it found. */
  value = NaN;

  /**
   * Notes what a rule found.
   *
   * @param quantity Lots it leaves, 0 to refuse.
   */
  note(rule: RiskRule, limit: number, value: number, quantity: number): void {
    this.rule = rule;
    this.limit = limit;
    this.value = value;
    this.quantity = quantity;
  }
}

/** A rule that asks a question and notes what it finds. */
export type RiskCheck = (question: RiskQuestion, limits: RiskLimits) => void;

/** Lots that may be added where `room` is left, a whole number of them. */
function fitting(room: number, unit: number): number {
  // A room that is a whole number of lots but for rounding is one.
  const lots = Math.floor(room / unit * (1 + 1e-12));
  return lots > 0 ? lots : 0;
}

/** Clips what a notional allows; `used` is counted already. */
function clip(
  question: RiskQuestion,
  rule: RiskRule,
  { limit, used, unit }: { limit: number; used: number; unit: number },
): void {
  const value = used + question.quantity * unit;
  if (value <= limit) return;
  // What cannot be valued is not allowed.
  const lots = unit > 0 ? fitting(limit - used, unit) : 0;
  if (lots >= question.quantity) return;
  question.note(rule, limit, value, lots);
}

/** Lots must be a positive integer, the price a positive integer of ticks or `NaN`. */
function form(question: RiskQuestion): void {
  const { quantity, price, side, time } = question.order;
  const whole = Number.isSafeInteger(quantity) && quantity > 0;
  const priced = price !== price || (Number.isSafeInteger(price) && price > 0);
  if (!whole) question.note("form", 1, quantity, 0);
  else if (!priced) question.note("form", 1, price, 0);
  else if (side !== 1 && side !== -1) question.note("form", 1, side, 0);
  else if (time !== time) question.note("form", 0, time, 0);
}

function state(question: RiskQuestion): void {
  if (question.state === "active") return;
  if (question.state === "reducing" && question.reduces) return;
  question.note("state", NaN, NaN, 0);
}

/** An order that may only reduce is clipped to what is held against it and not on its way out. */
function reduceOnly(question: RiskQuestion): void {
  const { order, instrument, quantity } = question;
  if (!order.reduceOnly) return;
  const open = Math.max(0, -worstLots(instrument, order.side));
  if (quantity > open) question.note("reduceOnly", open, quantity, open);
}

function staleQuote(question: RiskQuestion, { maxQuoteAge }: RiskLimits): void {
  if (question.reduces || maxQuoteAge === undefined) return;
  const { order, instrument } = question;
  const age = order.time - instrument.quoteTime;
  if (!(age <= maxQuoteAge)) question.note("staleQuote", maxQuoteAge, age, 0);
}

function wideSpread(question: RiskQuestion, { maxSpread }: RiskLimits): void {
  if (question.reduces || maxSpread === undefined) return;
  const { bid, ask } = question.instrument;
  const spread = (ask - bid) / ((ask + bid) / 2);
  if (!(spread <= maxSpread)) {
    question.note("wideSpread", maxSpread, spread, 0);
  }
}

function priceCollar(
  question: RiskQuestion,
  { priceCollar: collar }: RiskLimits,
): void {
  const { order: { price }, instrument: { bid, ask } } = question;
  if (collar === undefined || price !== price) return;
  const middle = (bid + ask) / 2;
  const away = Math.abs(price - middle);
  if (!(away <= collar * middle)) {
    question.note("priceCollar", collar, away / middle, 0);
  }
}

function orderRate(question: RiskQuestion, { orderRate: rate }: RiskLimits) {
  if (question.reduces || rate === undefined) return;
  if (question.recent >= rate.count) {
    question.note("orderRate", rate.count, question.recent + 1, 0);
  }
}

function orderQuantity(
  question: RiskQuestion,
  { maxOrderQuantity }: RiskLimits,
): void {
  const most = maxOrderQuantity?.[question.order.symbol];
  if (question.quantity > most!) {
    question.note("orderQuantity", most!, question.quantity, most!);
  }
}

function orderNotional(
  question: RiskQuestion,
  { maxOrderNotional: limit }: RiskLimits,
): void {
  if (limit === undefined || question.reduces) return;
  const { order: { price }, instrument } = question;
  const { tickSize, lotSize } = instrument;
  const unit = price === price
    ? price * tickSize * lotSize
    : lotValue(instrument);
  clip(question, "orderNotional", { limit, used: 0, unit });
}

function symbolExposure(
  question: RiskQuestion,
  { maxSymbolExposure: limit }: RiskLimits,
): void {
  if (limit === undefined || question.reduces) return;
  const { instrument, order: { side } } = question;
  const unit = lotValue(instrument);
  const used = worstLots(instrument, side) * unit;
  clip(question, "symbolExposure", { limit, used, unit });
}

/** Notional of every symbol but one, each on the worse of its sides. */
function grossOfOthers(
  { instruments }: RiskAccount,
  own: RiskInstrument,
): number {
  let sum = 0;
  for (const instrument of instruments.values()) {
    if (instrument !== own) sum += worstNotional(instrument);
  }
  return sum;
}

function clipGross(
  question: RiskQuestion,
  rule: RiskRule,
  limit: number,
): void {
  const { account, instrument, order: { side }, quantity } = question;
  const unit = lotValue(instrument);
  const others = grossOfOthers(account, instrument);
  const own = worstLots(instrument, side);
  const opposite = Math.max(0, worstLots(instrument, side > 0 ? -1 : 1));
  const after = others + Math.max(own + quantity, opposite) * unit;
  if (after <= limit) return;
  // Up to the size of the other side an order adds nothing to the worse of the two.
  const free = Math.max(0, opposite - own);
  const lots = unit > 0
    ? Math.max(fitting(limit - others - own * unit, unit), free)
    : 0;
  if (lots < quantity) question.note(rule, limit, after, lots);
}

function grossExposure(
  question: RiskQuestion,
  { maxGrossExposure: limit }: RiskLimits,
): void {
  if (limit === undefined || question.reduces) return;
  clipGross(question, "grossExposure", limit);
}

function netExposure(
  question: RiskQuestion,
  { maxNetExposure: limit }: RiskLimits,
): void {
  if (limit === undefined || question.reduces) return;
  const { account, instrument, order: { side } } = question;
  let used = 0;
  for (const other of account.instruments.values()) {
    const lots = worstLots(other, side);
    if (lots !== 0) used += lots * lotValue(other);
  }
  clip(question, "netExposure", { limit, used, unit: lotValue(instrument) });
}

function leverage(
  question: RiskQuestion,
  { maxLeverage }: RiskLimits,
): void {
  if (maxLeverage === undefined || question.reduces) return;
  const { equity } = question.account;
  clipGross(
    question,
    "leverage",
    equity > 0 ? maxLeverage * equity : 0,
  );
}

/** What is left of a clipped order must still be one that the venue takes. */
function minimum(question: RiskQuestion): void {
  const { order: { price }, instrument, quantity, reduces } = question;
  const { minQuantity = 1, minNotional = 0, tickSize, lotSize } = instrument;
  if (quantity < minQuantity) {
    question.note("minimum", minQuantity, quantity, 0);
    return;
  }
  if (reduces || minNotional === 0) return;
  const unit = price === price
    ? price * tickSize * lotSize
    : lotValue(instrument);
  if (!(quantity * unit >= minNotional)) {
    question.note("minimum", minNotional, quantity * unit, 0);
  }
}

/** The rules before a trade, in the order in which they are asked. */
export const CHECKS: readonly RiskCheck[] = [
  form,
  state,
  reduceOnly,
  staleQuote,
  wideSpread,
  priceCollar,
  orderRate,
  orderQuantity,
  orderNotional,
  symbolExposure,
  grossExposure,
  netExposure,
  leverage,
  minimum,
];
