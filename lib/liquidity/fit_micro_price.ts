import { MINUTE } from "../time/mod.ts";
import type { Quotes } from "../flow/mod.ts";
import { assertInteger, assertPositive } from "../stats/arguments.ts";
import { assertQuotes } from "../flow/quote_event.ts";
import { type MicroPriceChain, solveMicroPrice } from "./solve_micro_price.ts";

/** How the book's states are cut. */
export type MicroPriceStates = {
  /** Smallest step of prices, quote currency. */
  readonly tickSize: number;
  /** Bins of the bid's share of the quantity, equal in width; odd, so that equal queues have one of their own. */
  readonly imbalanceBins: number;
  /** Widest spread with a state, in ticks, at least 1; quotes beyond have none. */
  readonly maxSpread: number;
};

/** Choices of {@linkcode fitMicroPrice}. */
export type FitMicroPriceOptions = MicroPriceStates & {
  /**
   * Longest gap between two updates that counts as a step, microseconds; a minute by
   * default. Steps over the end of a session or a pause of the feed are none.
   */
  readonly maximumGap?: number;
};

/** A fitted micro-price, plain data. States are ordered by spread, then by bin. */
export type MicroPriceModel = MicroPriceStates & {
  /** `G*` of each state in ticks, antisymmetric in the bins; `null` where the state was not seen. */
  readonly adjustment: readonly (number | null)[];
  /** `G¹` of each state: expected next move of the mid, ticks. */
  readonly firstMove: readonly (number | null)[];
  /** Steps from each state, each counted with its mirror image. */
  readonly steps: readonly number[];
  /** States that are part of the chain, as indices. */
  readonly states: readonly number[];
  /** Chain of these states: `Q`, `R²` and `R¹K`. */
  readonly chain: MicroPriceChain;
  /** `B` of these states. */
  readonly transition: readonly (readonly number[])[];
};

/** Counts of steps between states. */
type Counts = {
  readonly stay: Float64Array;
  readonly move: Float64Array;
  readonly moved: Float64Array;
};

/**
 * Fits Stoikov's micro-price: how far the expected future mid is from the mid, by
 * imbalance and spread.
 *
 * Updates are taken for a Markov chain on states (spread in ticks) x (bin of
 * `I = qB / (qB + qA)`); from one update to the next the mid stays (`Q`) or moves (`R`). Every
 * step is counted with its mirror image, bid and ask exchanged, which makes the chain
 * symmetric and the sum of `solveMicroPrice` converge. States that were not seen, or
 * from which the mid is never seen to move, are left out by their own index, so that
 * the matrices keep their shape.
 *
 * The fit looks at the whole sample: score other data with it, later data. Where a tick
 * is small against the moves of the price, as on the large perpetuals, the mid jumps
 * by many ticks and the micro-price lies outside a spread of one.
 *
 * @param quotes Columns of length `n`; prices > 0, quantities ≥ 0. Quotes that are
 *   crossed, locked, wider than `maxSpread`, or have a missing entry or no quantity have
 *   no state, and steps to and from them do not count.
 * @param options States and the longest gap.
 * @returns The model.
 * @throws {RangeError} If columns differ in length, times fall, a price is not positive,
 *   a quantity negative, an option out of range, or there is no step at which the mid
 *   moves.
 * @see def-micro-price, eq-book-chain, lem-symmetrised
 * @see Stoikov, S. (2018), The micro-price, Quantitative Finance 18(12), 1959-1966,
 *   doi:10.1080/14697688.2018.1489139.
 *
 * @example A book that follows its longer queue
 * ```ts
 * import assert from "node:assert/strict";
 * import { fitMicroPrice } from "volarb/liquidity";
 *
 * const up = [0, 0, 1, 1, 2, 2];
 * const model = fitMicroPrice({
 *   time: Float64Array.from(up, (_, i) => i),
 *   bidPrice: Float64Array.from(up, (tick) => 100 + tick),
 *   bidQuantity: Float64Array.from(up, (_, i) => i % 2 === 0 ? 5 : 9),
 *   askPrice: Float64Array.from(up, (tick) => 101 + tick),
 *   askQuantity: Float64Array.from(up, (_, i) => i % 2 === 0 ? 5 : 1),
 * }, { tickSize: 1, imbalanceBins: 3, maxSpread: 1 });
 * assert.deepEqual(model.adjustment, [-1, 0, 1]);
 * ```
 */
export function fitMicroPrice(
  quotes: Quotes,
  options: FitMicroPriceOptions,
): MicroPriceModel {
  const action = "fit a micro-price";
  const { tickSize, imbalanceBins, maxSpread, maximumGap = MINUTE } = options;
  assertQuotes(action, quotes);
  assertStates(action, options);
  if (!(maximumGap >= 0)) {
    throw new RangeError(
      `Cannot ${action} as maximumGap must be at least 0: current value is ${maximumGap}`,
    );
  }
  const size = imbalanceBins * maxSpread;
  const counts = countSteps(quotes, options, maximumGap);
  const states = recurrentStates(counts, size);
  if (states.length === 0) {
    throw new RangeError(
      `Cannot ${action} as the mid must be seen to move: current value is no such step in ${quotes.time.length} quotes`,
    );
  }
  const chain = chainOf(counts, size, states);
  const { adjustment, firstMove, transition } = solveMicroPrice(chain);
  const spread = (values: readonly number[]) => {
    const all = new Array<number | null>(size).fill(null);
    states.forEach((state, j) => all[state] = values[j]! + 0);
    return all;
  };
  const steps = Array.from({ length: size }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < size; j++) {
      sum += counts.stay[i * size + j]! + counts.move[i * size + j]!;
    }
    return sum;
  });
  return {
    tickSize,
    imbalanceBins,
    maxSpread,
    adjustment: antisymmetric(spread(adjustment), imbalanceBins),
    firstMove: spread(firstMove),
    steps,
    states,
    chain,
    transition,
  };
}

/**
 * The state of a quote.
 *
 * @param states How states are cut.
 * @param bid Best bid.
 * @param bidQuantity Its quantity.
 * @param ask Best ask.
 * @param askQuantity Its quantity.
 * @returns Index of the state; -1 where the quote has none. Exchanging the sides gives
 *   the mirror image, exactly.
 */
export function stateOf(
  { tickSize, imbalanceBins, maxSpread }: MicroPriceStates,
  bid: number,
  bidQuantity: number,
  ask: number,
  askQuantity: number,
): number {
  const spread = Math.round((ask - bid) / tickSize);
  const total = bidQuantity + askQuantity;
  if (!(spread >= 1 && spread <= maxSpread && total > 0)) return -1;
  // The shorter queue decides, so that both sides are cut alike.
  const shorter = Math.min(bidQuantity, askQuantity);
  const bin = Math.floor(imbalanceBins * (shorter / total));
  return (spread - 1) * imbalanceBins +
    (bidQuantity <= askQuantity ? bin : imbalanceBins - 1 - bin);
}

/**
 * Checks how states are cut.
 *
 * @param action What could not be done.
 * @param states The choices.
 * @throws {RangeError} If one is out of range.
 */
export function assertStates(
  action: string,
  { tickSize, imbalanceBins, maxSpread }: MicroPriceStates,
): void {
  assertPositive(action, "tickSize", tickSize);
  assertInteger(action, "imbalanceBins", imbalanceBins, 1);
  assertInteger(action, "maxSpread", maxSpread, 1);
  if (imbalanceBins % 2 === 0) {
    throw new RangeError(
      `Cannot ${action} as imbalanceBins must be odd, so that equal queues have a bin of their own: current value is ${imbalanceBins}`,
    );
  }
}

/** Counts the steps between updates, each with its mirror image. */
function countSteps(
  { time, bidPrice, bidQuantity, askPrice, askQuantity }: Quotes,
  states: MicroPriceStates,
  maximumGap: number,
): Counts {
  const { tickSize, imbalanceBins: bins, maxSpread } = states;
  const size = bins * maxSpread;
  const stay = new Float64Array(size * size);
  const move = new Float64Array(size * size);
  const moved = new Float64Array(size);
  const mirror = (state: number) => state + bins - 1 - 2 * (state % bins);
  let last = -1;
  for (let i = 0; i < time.length; i++) {
    const state = stateOf(
      states,
      bidPrice[i]!,
      bidQuantity[i]!,
      askPrice[i]!,
      askQuantity[i]!,
    );
    if (last >= 0 && state >= 0 && time[i]! - time[i - 1]! <= maximumGap) {
      const twice = bidPrice[i]! + askPrice[i]! - bidPrice[i - 1]! -
        askPrice[i - 1]!;
      const ticks = Math.round(twice / tickSize) / 2;
      const counts = ticks === 0 ? stay : move;
      counts[last * size + state]!++;
      counts[mirror(last) * size + mirror(state)]!++;
      moved[last]! += ticks;
      moved[mirror(last)]! -= ticks;
    }
    last = state;
  }
  return { stay, move, moved };
}

/**
 * States from which a move of the mid is reached within the set, and whose every
 * step stays within it.
 */
function recurrentStates({ stay, move }: Counts, size: number): number[] {
  let states = Array.from({ length: size }, (_, i) => i);
  while (true) {
    const inside = new Set(states);
    const reaches = new Set(
      states.filter((i) => states.some((j) => move[i * size + j]! > 0)),
    );
    for (let grown = true; grown;) {
      grown = false;
      for (const i of states) {
        if (reaches.has(i)) continue;
        for (const j of reaches) {
          if (stay[i * size + j]! > 0 && inside.has(j)) {
            reaches.add(i);
            grown = true;
            break;
          }
        }
      }
    }
    const next = states.filter((i) => reaches.has(i));
    if (next.length === states.length) return next;
    states = next;
  }
}

/** Frequencies of steps among the given states; those out of them are left out. */
function chainOf(
  { stay, move, moved }: Counts,
  size: number,
  states: readonly number[],
): MicroPriceChain {
  const totals = states.map((i) =>
    states.reduce(
      (sum, j) => sum + stay[i * size + j]! + move[i * size + j]!,
      0,
    )
  );
  const share = (counts: Float64Array) =>
    states.map((i, row) =>
      states.map((j) => counts[i * size + j]! / totals[row]!)
    );
  return {
    stay: share(stay),
    move: share(move),
    meanMove: states.map((i, row) => moved[i]! / totals[row]!),
  };
}

/** Takes away what rounding left of the mean of a state and its mirror image. */
function antisymmetric(
  values: readonly (number | null)[],
  bins: number,
): (number | null)[] {
  return values.map((value, state) => {
    const other = values[state + bins - 1 - 2 * (state % bins)];
    if (value === null || other === null || other === undefined) return null;
    return (value - other) / 2 + 0;
  });
}
