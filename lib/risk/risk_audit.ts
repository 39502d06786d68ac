/**
 * The rules of a {@linkcode RiskEngine}, in the order in which they are asked.
 *
 * @example What has the size of an order looked at first
 * ```ts
 * import assert from "node:assert/strict";
 * import { RISK_RULES } from "volarb/risk";
 *
 * const first = RISK_RULES.findIndex((rule) => rule.startsWith("order"));
 * assert.deepEqual(RISK_RULES.slice(first, first + 3), [
 *   "orderRate",
 *   "orderQuantity",
 *   "orderNotional",
 * ]);
 * ```
 */
export const RISK_RULES = [
  "form",
  "state",
  "reduceOnly",
  "staleQuote",
  "wideSpread",
  "priceCollar",
  "orderRate",
  "orderQuantity",
  "orderNotional",
  "symbolExposure",
  "grossExposure",
  "netExposure",
  "leverage",
  "minimum",
  "drawdown",
  "dailyLoss",
  "kill",
  "none",
] as const;

/** A rule's name; `none` where nothing was against it. */
export type RiskRule = (typeof RISK_RULES)[number];

/**
 * What became of an order, or of the engine's state.
 *
 * @example What an order may become
 * ```ts
 * import assert from "node:assert/strict";
 * import { RISK_OUTCOMES } from "volarb/risk";
 *
 * assert.deepEqual(RISK_OUTCOMES.filter((outcome) => outcome !== "state"), [
 *   "pass",
 *   "clip",
 *   "refuse",
 * ]);
 * ```
 */
export const RISK_OUTCOMES = ["pass", "clip", "refuse", "state"] as const;

/** One of {@linkcode RISK_OUTCOMES}. */
export type RiskOutcome = (typeof RISK_OUTCOMES)[number];

/** An entry of the log. */
export type RiskEntry = {
  /** When, microseconds. */
  readonly time: number;
  /** What was to be traded; empty where the state changed. */
  readonly symbol: string;
  /** 1 buys, -1 sells, 0 where the state changed. */
  readonly side: number;
  /** Lots asked for. */
  readonly asked: number;
  /** Lots allowed. */
  readonly allowed: number;
  /** Limit price, ticks; `NaN` at the market. */
  readonly price: number;
  /** What became of it. */
  readonly outcome: RiskOutcome;
  /** The rule that decided. */
  readonly rule: RiskRule;
  /** What the rule allows. */
  readonly limit: number;
  /** What it found. */
  readonly value: number;
};

/** The log as columns, an entry a row: what a data frame is made of. */
export type RiskAuditColumns = {
  /** Microseconds. */
  readonly time: Float64Array;
  /** Symbols. */
  readonly symbol: string[];
  /** 1 buys, -1 sells, 0 of the state. */
  readonly side: Float64Array;
  /** Lots asked for. */
  readonly asked: Float64Array;
  /** Lots allowed. */
  readonly allowed: Float64Array;
  /** Limit prices, ticks. */
  readonly price: Float64Array;
  /** Outcomes. */
  readonly outcome: RiskOutcome[];
  /** Rules. */
  readonly rule: RiskRule[];
  /** What each rule allows. */
  readonly limit: Float64Array;
  /** What each found. */
  readonly value: Float64Array;
};

/** Numbers of an entry: time, symbol, side, asked, allowed, price, outcome, rule, limit, value. */
const WIDTH = 10;

/**
 * Every decision of a {@linkcode RiskEngine} and what decided it.
 *
 * Numbers in one column that doubles when it is full: an entry costs ten stores.
 *
 * @example An entry that was added by hand
 * ```ts
 * import assert from "node:assert/strict";
 * import { RiskAudit } from "volarb/risk";
 *
 * const audit = new RiskAudit();
 * audit.add({
 *   time: 5,
 *   symbol: "BTCUSDT",
 *   side: 1,
 *   asked: 3,
 *   allowed: 2,
 *   price: NaN,
 *   outcome: "clip",
 *   rule: "leverage",
 *   limit: 2,
 *   value: 3,
 * });
 * assert.deepEqual(audit.columns().rule, ["leverage"]);
 * ```
 */
export class RiskAudit {
  #numbers = new Float64Array(64 * WIDTH);
  #length = 0;
  readonly #symbols = new Map<string, number>();

  /** Number of entries. */
  get length(): number {
    return this.#length;
  }

  /**
   * Adds an entry.
   *
   * @param entry The entry; nothing of it is kept.
   */
  add(entry: RiskEntry): void {
    let at = this.#length * WIDTH;
    if (at === this.#numbers.length) {
      const more = new Float64Array(2 * at);
      more.set(this.#numbers);
      this.#numbers = more;
    }
    let symbol = this.#symbols.get(entry.symbol);
    if (symbol === undefined) {
      symbol = this.#symbols.size;
      this.#symbols.set(entry.symbol, symbol);
    }
    const numbers = this.#numbers;
    numbers[at++] = entry.time;
    numbers[at++] = symbol;
    numbers[at++] = entry.side;
    numbers[at++] = entry.asked;
    numbers[at++] = entry.allowed;
    numbers[at++] = entry.price;
    numbers[at++] = RISK_OUTCOMES.indexOf(entry.outcome);
    numbers[at++] = RISK_RULES.indexOf(entry.rule);
    numbers[at++] = entry.limit;
    numbers[at] = entry.value;
    this.#length++;
  }

  /**
   * The log.
   *
   * @returns Columns of its length, copied.
   */
  columns(): RiskAuditColumns {
    const column = (field: number) =>
      Float64Array.from(
        { length: this.#length },
        (_, i) => this.#numbers[i * WIDTH + field]!,
      );
    const names = [...this.#symbols.keys()];
    const words = <Word>(field: number, list: readonly Word[]) =>
      Array.from(column(field), (i) => list[i]!);
    return {
      time: column(0),
      symbol: words(1, names),
      side: column(2),
      asked: column(3),
      allowed: column(4),
      price: column(5),
      outcome: words(6, RISK_OUTCOMES),
      rule: words(7, RISK_RULES),
      limit: column(8),
      value: column(9),
    };
  }
}
