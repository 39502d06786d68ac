import { aimShare, tradingRate } from "./garleanu_pedersen.ts";
import { exactBand } from "./no_trade_band.ts";
import {
  checkedPositionConfig,
  type PositionConfig,
} from "./position_config.ts";

/** What is known when a position is chosen; `NaN` or absent is not known. */
export type PositionInput = {
  /** Posterior mean of the log return over the horizon. */
  readonly mean: number;
  /** Posterior variance of that mean, squared log return. */
  readonly meanVariance: number;
  /** Predictive variance of the return over the horizon, squared log return. */
  readonly variance: number;
  /**
   * Forecast variance of the return of a row, squared log return, by an estimator that knows
   * more of it than the signal's; the predictive variance by default.
   */
  readonly forecastVariance?: number;
  /** Half of the quoted spread, fraction of the price; 0 by default. */
  readonly halfSpread?: number;
  /** Rank of VPIN in its own past, in [0, 1]. */
  readonly toxicity?: number;
  /** Funding rate expected at the next payment, fraction of the position; positive: longs pay. */
  readonly fundingRate?: number;
  /** Rows to that payment. */
  readonly rowsToFunding?: number;
};

/** What {@linkcode PositionRule} needs to carry on where it stopped. */
export type PositionRuleSnapshot = {
  /** What positions are chosen by; JSON has no infinity, so `null` stands for it. */
  readonly config: unknown;
  /** Position, fraction of capital. */
  readonly position: number;
  /** Expected return of a row as it was last believed. */
  readonly alpha: number;
  /** Variance of a row as it was last believed; `null` before the first. */
  readonly variance: number | null;
  /** Standard deviation of the alpha as it was last believed. */
  readonly alphaDeviation: number;
};

/**
 * The position `θ`, a signed fraction of capital, that is best held from each row on, from one
 * posterior after the other.
 *
 * 1. **Alpha of a row.** The posterior mean `m` of the return over `h` rows of an alpha that decays by
 *    `φ = 1 - 2^(-1/halfLife)` is `α = m φ / (1 - (1-φ)^h)` in the first of them. While the mean is missing
 *    the alpha decays on its own.
 * 2. **Risk.** `Σ` is the predictive variance per row: the forecast variance and the uncertainty of the
 *    alpha, `meanVariance / h`.
 * 3. **Aim.** `θ* = d (γΣ)⁻¹ [α / (1 + φ a/γ) - f / (1 + φ_f a/γ)]` after Gârleanu and Pedersen, with `a` for
 *    `λ = Λ / Σ`, the funding `f` per row that a long pays, and the damping `d`.
 * 4. **Band.** Near the aim nothing is traded. For the cost `ε` of fee and half-spread the half-width is
 *    the smaller of `(a/λ) b / (γΣ)`, with the exact `b` of {@linkcode noTradeBand} for trading without
 *    pause, and `ε / ((1-ρ)(γΣ + aΣ))`, the distance from which on a trade pays within the row. The
 *    volatility of the alpha is that of one with the expected correlation, `s² = 2κ (IC σ_m)²`.
 * 5. **Trade.** The rate `a/λ` of the way to the edge of the band, at most `maximumTrade`; the position
 *    stays within `maximum`.
 * 6. **Damping and gates**, each because it knows what the posterior does not:
 *    - *toxicity*: informed flow precedes moves that the variance forecast has not seen; where
 *      the true variance is `M Σ` with `M` unknown, the best aim is `θ* / E[M]`. `d` falls from 1 at
 *      rank `start` to `floor` at rank 1.
 *    - *spread*: the cost of a wide spread is in the band; beyond `limit` the quotes are withdrawn
 *      and the cost is not known any more, so the position may only shrink.
 *    - *funding*: a payment is one jump, not a rate. Within `window` rows before it no position may
 *      grow that would pay more than its alpha is still expected to earn, `α / φ`.
 *
 * With quadratic costs only, the position is Gârleanu and Pedersen's; with proportional costs
 * only and an alpha that lasts, it is the band's; with both it is a rule between the two, which
 * earns within a few percent of the best aim, rate and width that a search finds. An update
 * allocates nothing.
 *
 * @see lem-separation, alg-position
 * @see eq-target-position, prop-row-bound
 *
 * @example Kelly without costs
 * ```ts
 * import assert from "node:assert/strict";
 * import { PositionRule } from "volarb/signal";
 *
 * const rule = new PositionRule({
 *   horizon: 1,
 *   halfLife: 10,
 *   expectedIc: 0.05,
 *   riskAversion: 1,
 *   maximum: 5,
 * });
 * const theta = rule.update({ mean: 2e-6, meanVariance: 0, variance: 1e-6 });
 * assert.ok(Math.abs(theta - 2) < 1e-12);
 * ```
 */
export class PositionRule {
  /** What positions are chosen by. */
  readonly config: PositionConfig;
  readonly #decay: number;
  readonly #reversion: number;
  readonly #perRow: number;
  readonly #fundingDecay: number;
  #position = 0;
  #alpha = 0;
  #variance = NaN;
  #alphaDeviation = 0;
  /** Position aimed at, fraction of capital. */
  aim: number = 0;
  /** What funding adds to the aim, fraction of capital: the rest of it is the alpha's. */
  carry: number = 0;
  /** Half-width of the no-trade band about the aim, fraction of capital. */
  band: number = 0;
  /** Share of the way to the edge of the band that is traded in a row. */
  rate: number = 1;
  /** What toxicity leaves of the aim. */
  damping: number = 1;
  /** Whether the position may only shrink. */
  reduceOnly: boolean = false;

  /**
   * Starts without a position.
   *
   * @param config What positions are chosen by.
   * @throws {TypeError} If a key is unknown or missing, or a value is no number.
   * @throws {RangeError} If a number is out of range.
   */
  constructor(config: PositionConfig) {
    this.config = checkedPositionConfig(config);
    const { halfLife, horizon, funding } = config;
    this.#decay = shareGone(halfLife);
    this.#reversion = Math.LN2 / halfLife;
    this.#perRow = this.#decay === 0
      ? 1 / horizon
      : this.#decay / -Math.expm1(horizon * Math.log1p(-this.#decay));
    this.#fundingDecay = shareGone(funding?.halfLife ?? Infinity);
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns A rule that continues bit for bit.
   */
  static from(snapshot: PositionRuleSnapshot): PositionRule {
    const config = replaced(snapshot.config, null, Infinity);
    const rule = new PositionRule(config as PositionConfig);
    rule.#position = snapshot.position;
    rule.#alpha = snapshot.alpha;
    rule.#variance = snapshot.variance ?? NaN;
    rule.#alphaDeviation = snapshot.alphaDeviation;
    return rule;
  }

  /** The position, fraction of capital. */
  get value(): number {
    return this.#position;
  }

  /** Whether a variance has been seen: before, the position is what it was. */
  get ready(): boolean {
    return this.#variance === this.#variance;
  }

  /**
   * Takes what is known at the next row.
   *
   * @param input Posterior, variance, spread, toxicity and funding.
   * @param held Position that is really held, where an order was not filled; as it was last
   *   chosen by default. Fraction of capital.
   * @returns The position to go to.
   */
  update(input: PositionInput, held: number = this.#position): number {
    this.prepare(input, held);
    return this.choose(input);
  }

  /**
   * Takes what is known at the next row and says what is aimed at: the first half of {@linkcode PositionRule.update}.
   *
   * @param input Posterior, variance, spread, toxicity and funding.
   * @param held Position that is really held, fraction of capital; as it was last chosen by default.
   * @returns The position that would be held without costs, fraction of capital.
   */
  prepare(input: PositionInput, held: number = this.#position): number {
    this.#position = held;
    this.#believe(input);
    this.damping = this.#dampingAt(input.toxicity);
    this.#aimAt(input);
    return this.aim;
  }

  /**
   * Chooses the position of a row: the second half of {@linkcode PositionRule.update}.
   *
   * @param input What the row was prepared with.
   * @param aim What is aimed at; what was prepared by default. Where several positions are chosen together it is another.
   * @returns The position to go to.
   */
  choose(input: PositionInput, aim: number = this.aim): number {
    this.aim = aim;
    const held = this.#position;
    if (!this.ready) return held;
    this.reduceOnly = this.#tooWide(input.halfSpread) ||
      this.#paysTooMuch(input);
    const gap = aim - held;
    let trade = 0;
    if (Math.abs(gap) > this.band) {
      trade = this.rate * (gap - Math.sign(gap) * this.band);
    }
    const most = this.config.maximumTrade ?? Infinity;
    trade = Math.min(most, Math.max(-most, trade));
    const { maximum } = this.config;
    let next = Math.min(maximum, Math.max(-maximum, held + trade));
    if (this.reduceOnly) next = shrunk(held, next);
    return this.#position = next;
  }

  /** What is believed of the alpha and the variance of a row. */
  #believe({ mean, meanVariance, variance, forecastVariance }: PositionInput) {
    const { horizon, expectedIc } = this.config;
    if (!Number.isFinite(mean) || !(variance > 0)) {
      this.#alpha *= 1 - this.#decay;
      return;
    }
    this.#alpha = mean * this.#perRow;
    this.#variance = forecastVariance! > 0
      ? forecastVariance! + meanVariance / horizon
      : variance / horizon;
    this.#alphaDeviation = expectedIc * Math.sqrt(variance) * this.#perRow;
  }

  #aimAt({ halfSpread = 0, fundingRate = 0 }: PositionInput): void {
    const { riskAversion, impact = 0, discount = 0, fee = 0, funding } =
      this.config;
    const variance = this.#variance;
    const cost = impact / variance;
    this.rate = tradingRate(riskAversion, cost, discount);
    const a = cost * this.rate;
    let expected = this.#alpha * aimShare(this.#decay, a, riskAversion);
    let paid = 0;
    if (funding !== undefined && Number.isFinite(fundingRate)) {
      paid = fundingRate / funding.interval *
        aimShare(this.#fundingDecay, a, riskAversion);
      expected -= paid;
    }
    const risk = riskAversion * variance;
    this.aim = this.damping * expected / risk;
    this.carry = -this.damping * paid / risk + 0;
    const proportional = fee + (halfSpread > 0 ? halfSpread : 0);
    const kappa = this.#reversion;
    const deviation = Math.sqrt(2 * kappa) * this.#alphaDeviation;
    const unpaused = this.rate * exactBand(proportional, kappa, deviation) /
      risk;
    const withinRow = proportional / ((1 - discount) * (risk + a * variance));
    this.band = Math.min(unpaused, withinRow);
  }

  #dampingAt(rank: number | undefined): number {
    const { toxicity } = this.config;
    if (toxicity === undefined || !(rank! > toxicity.start)) return 1;
    const { start, floor } = toxicity;
    const way = Math.min(1, (rank! - start) / (1 - start));
    return 1 - (1 - floor) * way;
  }

  #tooWide(halfSpread: number | undefined): boolean {
    const { spread } = this.config;
    return spread !== undefined && halfSpread! > spread.limit;
  }

  #paysTooMuch({ fundingRate, rowsToFunding }: PositionInput): boolean {
    const { funding } = this.config;
    if (funding === undefined || !(rowsToFunding! <= (funding.window ?? 0))) {
      return false;
    }
    const direction = Math.sign(this.aim - this.#position);
    const payment = direction * fundingRate!;
    const left = this.#decay === 0
      ? Math.sign(direction * this.#alpha) * Infinity
      : direction * this.#alpha / this.#decay;
    return payment > 0 && payment > left;
  }

  /** Forgets position and posterior. */
  reset(): void {
    this.#position = 0;
    this.#alpha = 0;
    this.#variance = NaN;
    this.#alphaDeviation = 0;
    this.aim = 0;
    this.carry = 0;
    this.band = 0;
    this.rate = 1;
    this.damping = 1;
    this.reduceOnly = false;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode PositionRule.from} takes.
   */
  toJSON(): PositionRuleSnapshot {
    return {
      config: replaced(this.config, Infinity, null),
      position: this.#position,
      alpha: this.#alpha,
      variance: Number.isNaN(this.#variance) ? null : this.#variance,
      alphaDeviation: this.#alphaDeviation,
    };
  }
}

/** A copy of nested choices with one value in the place of another. */
function replaced(choices: unknown, value: unknown, other: unknown): unknown {
  if (typeof choices !== "object" || choices === null) {
    return choices === value ? other : choices;
  }
  const entries = Object.entries(choices);
  return Object.fromEntries(
    entries.map(([key, choice]) => [key, replaced(choice, value, other)]),
  );
}

/** Share that is gone after a row. */
function shareGone(halfLife: number): number {
  return -Math.expm1(-Math.LN2 / halfLife);
}

/** A position between what is held and zero. */
function shrunk(held: number, next: number): number {
  if (held * next <= 0) return 0;
  return Math.abs(next) > Math.abs(held) ? held : next;
}
