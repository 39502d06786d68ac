import { type BacktestResult, ResultTable } from "../engine/mod.ts";
import {
  type DecisionColumns,
  signalContributions,
  type SignalLogColumns,
} from "../strategy/mod.ts";
import { PositionParts } from "./position_parts.ts";

/** What a strategy said while it ran: tables of `VolatilityArbitrage` and its `SignalActor`. */
export type AttributionInputs = {
  /** The strategy's name; its fills are attributed. */
  readonly strategyId: string;
  /** What it decided. */
  readonly decisions: ResultTable<DecisionColumns>;
  /** What the signal said, with the contribution of each feature. */
  readonly signal: ResultTable<SignalLogColumns>;
  /** Factor of each feature, by name; each feature for itself by default. */
  readonly factors?: Readonly<Record<string, string>>;
};

/** Columns of {@linkcode factorAttribution}, one row per factor; quote units. */
export type FactorAttributionColumns = {
  /** The factor; `carry` is the part of positions that funding asked for, `other` what no belief did. */
  readonly factor: readonly string[];
  /** What the market's moves earned. */
  readonly alpha: Float64Array;
  /** What the distance of the best price from the middle earned; below 0 is paid. */
  readonly spread: Float64Array;
  /** What the distance of fills from the best price earned; below 0 is paid. */
  readonly slippage: Float64Array;
  /** Fees paid. */
  readonly fees: Float64Array;
  /** Funding received. */
  readonly funding: Float64Array;
  /** `alpha + spread + slippage - fees + funding`. */
  readonly total: Float64Array;
};

/**
 * What each factor of a strategy earned, so that the factors add up to the change of its equity.
 *
 * A position is the sum of parts `L = Σ_k L_k`, one for each factor. The aim of a decision has parts as well: the contribution of a
 * factor to the mean, `A_k = A_α c_k / Σ c`, and the carry. A fill of `q` lots that leads from `L` towards the aim `A` goes
 * `λ = q / (A - L)` of the way for every part alike, `L_k ← L_k + λ (A_k - L_k)`; one that only makes the position smaller (a limit, a
 * stop) takes the same share of each; what a fill adds beyond the aim is nobody's, `other`. This is linear and exact: parts always
 * add up to the position, and the profit of a fill, which is proportional to its lots, to the profit of its parts. Funding goes to
 * the parts that were held.
 *
 * The parts of a factor may be long while the position is short: it would have been without the others.
 *
 * @param result What the backtest did; without liquidations.
 * @param inputs What the strategy and its signal said.
 * @returns A row per factor, in the order of the signal's features, then `carry` and `other`.
 * @throws {RangeError} If the run has liquidations, which close positions outside of fills, or other strategies traded.
 *
 * @example Two factors that disagree
 * ```ts
 * import assert from "node:assert/strict";
 * import { type BacktestResult, ResultTable } from "volarb/engine";
 * import { type AttributionInputs, factorAttribution } from "volarb/performance";
 *
 * const of = (x: number) => Float64Array.of(x);
 * // Half of 1,000 at a price of 100: five lots, for 8 parts of flow less 3 of the book.
 * const inputs = {
 *   strategyId: "a",
 *   decisions: new ResultTable({
 *     time: of(1),
 *     aim: of(0.5),
 *     carry: of(0),
 *     capital: of(1000),
 *     price: of(100),
 *     lotSize: of(1),
 *   }),
 *   signal: new ResultTable({
 *     time: of(1),
 *     mean: of(5),
 *     contribution_flow: of(8),
 *     contribution_book: of(-3),
 *   }),
 * } as unknown as AttributionInputs;
 * const result = {
 *   orders: new ResultTable({ strategyId: ["a"] }),
 *   fills: new ResultTable({
 *     time: of(2),
 *     strategyId: ["a"],
 *     side: ["buy"],
 *     quantityLots: of(5),
 *     alpha: of(10),
 *     spread: of(0),
 *     slippage: of(0),
 *     fee: of(1),
 *   }),
 *   liquidations: new ResultTable({ symbol: [] }),
 *   ledger: new ResultTable({
 *     account: ["fees"],
 *     amount: of(1),
 *     time: of(2),
 *   }),
 * } as unknown as BacktestResult;
 * const { factor, total } = factorAttribution(result, inputs).columns;
 * assert.deepEqual(factor, ["flow", "book", "carry", "other"]);
 * // Of the 10 that the market earned, less the fee of 1.
 * assert.deepEqual([...total].map((x) => +x.toFixed(9)), [14.4, -5.4, 0, 0]);
 * ```
 */
export function factorAttribution(
  result: BacktestResult,
  { strategyId, decisions, signal, factors = {} }: AttributionInputs,
): ResultTable<FactorAttributionColumns> {
  const contributions = signalContributions(signal.columns);
  const features = [...contributions.keys()];
  const names = [...new Set(features.map((name) => factors[name] ?? name))];
  const rows = [...names, "carry", "other"];
  const column = () => new Float64Array(rows.length);
  const sums = {
    alpha: column(),
    spread: column(),
    slippage: column(),
    fees: column(),
    funding: column(),
  };
  const aims = new DecisionAims(decisions.columns, signal.columns, {
    contributions: [...contributions.values()],
    place: features.map((name) => names.indexOf(factors[name] ?? name)),
    parts: names.length + 1,
  });
  const parts = new PositionParts(names.length + 1);
  for (const event of eventsOf(result, strategyId)) {
    aims.advance(event.time, parts.aim);
    if ("funding" in event) {
      parts.lots.forEach((lots, k) => {
        sums.funding[k]! += event.funding * lots / parts.total;
      });
      continue;
    }
    const { lots, row } = event;
    const { alpha, spread, slippage, fee } = result.fills.columns;
    parts.fill(lots).forEach((part, k) => {
      const share = part / lots;
      sums.alpha[k]! += share * alpha[row]!;
      sums.spread[k]! += share * spread[row]!;
      sums.slippage[k]! += share * slippage[row]!;
      sums.fees[k]! += share * fee[row]!;
    });
  }
  const { alpha, spread, slippage, fees, funding } = sums;
  const total = alpha.map((earned, k) =>
    earned + spread[k]! + slippage[k]! - fees[k]! + funding[k]!
  );
  return new ResultTable({ factor: rows, ...sums, total });
}

type AttributionEvent =
  & { readonly time: number }
  & (
    | { readonly lots: number; readonly row: number }
    | { readonly funding: number }
  );

/** Fills of a strategy and the funding that it was paid, in order of time. */
function eventsOf(
  { fills, ledger, liquidations, orders }: BacktestResult,
  strategyId: string,
): AttributionEvent[] {
  if (liquidations.rows > 0) {
    throw new RangeError(
      `Cannot attribute a run as it must have no liquidation: current number is ${liquidations.rows}`,
    );
  }
  const others = new Set(orders.columns.strategyId);
  if (others.size > 1) {
    throw new RangeError(
      `Cannot attribute a run as one strategy must have traded: current value is ${
        [...others].join(", ")
      }`,
    );
  }
  const events: AttributionEvent[] = [];
  const { time, quantityLots, side, strategyId: owner } = fills.columns;
  owner.forEach((id, row) => {
    if (id !== strategyId) return;
    const sign = side[row] === "buy" ? 1 : -1;
    events.push({ time: time[row]!, lots: sign * quantityLots[row]!, row });
  });
  const { account, amount, time: booked } = ledger.columns;
  account.forEach((name, row) => {
    // What is received is credited.
    if (name === "funding") {
      events.push({ time: booked[row]!, funding: -amount[row]! });
    }
  });
  // At one time the payment comes first: it is for what was held until then.
  return events.sort((a, b) =>
    a.time - b.time || Number("lots" in a) - Number("lots" in b)
  );
}

/** The parts of the aim of each decision, in lots. */
class DecisionAims {
  readonly #decisions: DecisionColumns;
  readonly #signal: SignalLogColumns;
  readonly #layout: {
    readonly contributions: readonly Float64Array[];
    readonly place: readonly number[];
    readonly parts: number;
  };
  readonly #shares: Float64Array;
  #decision = 0;
  #row = 0;

  constructor(
    decisions: DecisionColumns,
    signal: SignalLogColumns,
    layout: {
      readonly contributions: readonly Float64Array[];
      readonly place: readonly number[];
      readonly parts: number;
    },
  ) {
    this.#decisions = decisions;
    this.#signal = signal;
    this.#layout = layout;
    this.#shares = new Float64Array(layout.parts);
  }

  /** Writes the parts of the last decision before a time. */
  advance(time: number, aim: Float64Array): void {
    const { time: decided } = this.#decisions;
    let last = -1;
    while (this.#decision < decided.length && decided[this.#decision]! < time) {
      last = this.#decision++;
      this.#believe(decided[last]!);
    }
    if (last >= 0) this.#write(last, aim);
  }

  /** Takes what each factor gave to the mean of the rows up to a time. */
  #believe(time: number): void {
    const { time: said, mean } = this.#signal;
    const { contributions, place } = this.#layout;
    while (this.#row < said.length && said[this.#row]! <= time) {
      const row = this.#row++;
      // While there is no mean, or none of either sign, the last one stands.
      if (!Number.isFinite(mean[row]!) || mean[row] === 0) continue;
      this.#shares.fill(0);
      contributions.forEach((column, i) => {
        this.#shares[place[i]!]! += column[row]! / mean[row]!;
      });
    }
  }

  #write(row: number, aim: Float64Array): void {
    const { aim: aims, carry, capital, price, lotSize } = this.#decisions;
    const lots = capital[row]! / (price[row]! * lotSize[row]!);
    const alpha = (aims[row]! - carry[row]!) * lots;
    for (let k = 0; k < aim.length - 1; k++) aim[k] = alpha * this.#shares[k]!;
    aim[aim.length - 1] = carry[row]! * lots;
  }
}
