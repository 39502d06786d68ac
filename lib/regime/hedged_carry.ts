import {
  assertColumns,
  assertFinite,
  assertNonNegative,
} from "../stats/arguments.ts";
import { orNull } from "../stats/or_null.ts";
import { assertPrice } from "./arguments.ts";

/** Columns of {@linkcode hedgedCarry}, one row per settlement. */
export type HedgedCarryColumns = {
  /** Rate settled, per interval as a fraction. */
  readonly rate: Float64Array;
  /** Mark price of the perpetual at the settlement, in quote currency. */
  readonly perpetual: Float64Array;
  /** Spot price at the settlement, in quote currency. */
  readonly spot: Float64Array;
};

/** Choices of {@linkcode hedgedCarry}. */
export type HedgedCarryOptions = {
  /** Cost of entering and leaving both legs, fraction of the spot notional at entry. */
  readonly cost: number;
  /** Capital held against the short perpetual, fraction of the spot notional; 1 by default. */
  readonly margin?: number;
};

/** What {@linkcode HedgedCarry} needs to carry on where it stopped. */
export type HedgedCarrySnapshot = {
  /** Cost of the round trip. */
  readonly cost: number;
  /** Capital against the short, fraction of the spot notional. */
  readonly margin: number;
  /** Whether a row has been seen. */
  readonly entered: boolean;
  /** Spot price at entry; `null` before it or if it was missing. */
  readonly entrySpot: number | null;
  /** Perpetual less spot at entry; `null` likewise. */
  readonly entryBasis: number | null;
  /** Funding received since entry, fraction of the entry notional; `null` once unknown. */
  readonly funding: number | null;
  /** Profit of the basis since entry; `null` where prices are missing. */
  readonly basis: number | null;
};

/**
 * Profit of a short perpetual hedged with spot, one settlement at a time.
 *
 * Opened just after the first row's settlement, one unit of coin on each side:
 * - `funding = Σ F_s · perpetual_s / spot_0` over later settlements `s`, each paid on the
 *   mark at its stamp and only to a position open then;
 * - `basis = (perpetual_0 - spot_0 - perpetual_t + spot_t) / spot_0`, what the two legs
 *   gain against each other;
 * - `value = (funding + basis - cost) / (1 + margin)`, the return on the capital of spot and
 *   margin if it were closed at `t`, both legs' costs paid.
 *
 * A curve of funding alone has almost no variance, and its Sharpe ratio means
 * nothing; this one is marked to market. Neither holds the venue's own risk.
 *
 * @see prop-carry-sharpe
 *
 * @example Funding earned, and lost on the basis
 * ```ts
 * import assert from "node:assert/strict";
 * import { HedgedCarry } from "volarb/regime";
 *
 * const carry = new HedgedCarry({ cost: 0.002, margin: 0.25 });
 * carry.update({ rate: 0.01, perpetual: 100, spot: 100 });
 * assert.equal(carry.value, -0.002 / 1.25);
 * carry.update({ rate: 0.01, perpetual: 101, spot: 100 });
 * assert.ok(Math.abs(carry.funding - 0.0101) < 1e-15);
 * assert.ok(Math.abs(carry.basis + 0.01) < 1e-15);
 * ```
 */
export class HedgedCarry {
  readonly #cost: number;
  readonly #margin: number;
  #entered = false;
  #entrySpot = NaN;
  #entryBasis = NaN;
  #funding = NaN;
  #basis = NaN;

  /**
   * Starts without a position.
   *
   * @param options Cost of the round trip and margin.
   * @throws {RangeError} If the cost is not finite or the margin negative or not finite.
   */
  constructor({ cost, margin = 1 }: HedgedCarryOptions) {
    const action = "create HedgedCarry";
    assertFinite(action, "cost", cost);
    assertNonNegative(action, "margin", margin);
    this.#cost = cost;
    this.#margin = margin;
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns An instance that continues bit for bit.
   * @throws {RangeError} If an option in it is out of range.
   */
  static from(snapshot: HedgedCarrySnapshot): HedgedCarry {
    const carry = new HedgedCarry(snapshot);
    carry.#entered = snapshot.entered;
    carry.#entrySpot = snapshot.entrySpot ?? NaN;
    carry.#entryBasis = snapshot.entryBasis ?? NaN;
    carry.#funding = snapshot.funding ?? NaN;
    carry.#basis = snapshot.basis ?? NaN;
    return carry;
  }

  /** Return on capital since entry if closed now; `NaN` before the first row. */
  get value(): number {
    return (this.#funding + this.#basis - this.#cost) / (1 + this.#margin);
  }

  /** Funding received since entry, fraction of the spot notional at entry. */
  get funding(): number {
    return this.#funding;
  }

  /** Profit of the basis since entry, fraction of the spot notional at entry. */
  get basis(): number {
    return this.#basis;
  }

  /** Whether the value is known. */
  get ready(): boolean {
    return !Number.isNaN(this.value);
  }

  /**
   * Takes the next settlement; the first one opens the position and pays nothing.
   *
   * @param row Rate settled and prices at the settlement; a missing rate or mark
   *   leaves the funding unknown from then on.
   * @returns The return on capital if closed now.
   * @throws {RangeError} If a price is zero, negative or infinite.
   */
  update({ rate, perpetual, spot }: {
    /** Rate settled, per interval. */
    readonly rate: number;
    /** Mark price of the perpetual. */
    readonly perpetual: number;
    /** Spot price. */
    readonly spot: number;
  }): number {
    assertPrice("compute a hedged carry", "perpetual", perpetual);
    assertPrice("compute a hedged carry", "spot", spot);
    if (this.#entered) {
      this.#funding += rate * perpetual / this.#entrySpot;
    } else {
      this.#entered = true;
      this.#entrySpot = spot;
      this.#entryBasis = perpetual - spot;
      this.#funding = 0;
    }
    this.#basis = (this.#entryBasis - (perpetual - spot)) / this.#entrySpot;
    return this.value;
  }

  /** Closes the position. */
  reset(): void {
    this.#entered = false;
    this.#entrySpot = NaN;
    this.#entryBasis = NaN;
    this.#funding = NaN;
    this.#basis = NaN;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode HedgedCarry.from} takes.
   */
  toJSON(): HedgedCarrySnapshot {
    return {
      cost: this.#cost,
      margin: this.#margin,
      entered: this.#entered,
      entrySpot: orNull(this.#entrySpot),
      entryBasis: orNull(this.#entryBasis),
      funding: orNull(this.#funding),
      basis: orNull(this.#basis),
    };
  }
}

/**
 * {@linkcode HedgedCarry} over whole columns.
 *
 * @param columns Length `n` each; rate and prices at each settlement.
 * @param options Cost of the round trip and margin.
 * @returns Columns of length `n`: `funding` and `basis` since the first row as
 *   fractions of the spot notional then, and `value`, the return on capital if closed
 *   at `t`. Entry `t` uses rows `0..t`.
 * @throws {RangeError} If lengths differ, a price is not positive or an option is
 *   out of range.
 *
 * @example Two settlements of a basis point
 * ```ts
 * import assert from "node:assert/strict";
 * import { hedgedCarry } from "volarb/regime";
 *
 * const { funding, value } = hedgedCarry({
 *   rate: Float64Array.of(1e-4, 1e-4, 1e-4),
 *   perpetual: Float64Array.of(100, 100, 100),
 *   spot: Float64Array.of(100, 100, 100),
 * }, { cost: 0 });
 * assert.deepEqual(funding, Float64Array.of(0, 1e-4, 2e-4));
 * assert.deepEqual(value, Float64Array.of(0, 0.5e-4, 1e-4));
 * ```
 */
export function hedgedCarry(
  { rate, perpetual, spot }: HedgedCarryColumns,
  options: HedgedCarryOptions,
): {
  /** Funding received since the first row. */
  readonly funding: Float64Array;
  /** Profit of the basis since the first row. */
  readonly basis: Float64Array;
  /** Return on capital if closed now. */
  readonly value: Float64Array;
} {
  const rows = assertColumns("compute a hedged carry", {
    rate,
    perpetual,
    spot,
  });
  const carry = new HedgedCarry(options);
  const funding = new Float64Array(rows);
  const basis = new Float64Array(rows);
  const value = new Float64Array(rows);
  for (let t = 0; t < rows; t++) {
    value[t] = carry.update({
      rate: rate[t]!,
      perpetual: perpetual[t]!,
      spot: spot[t]!,
    });
    funding[t] = carry.funding;
    basis[t] = carry.basis;
  }
  return { funding, basis, value };
}
