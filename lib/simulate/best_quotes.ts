import type { Random } from "../random/mod.ts";
import type { QuoteParameters } from "./symbol_parameters.ts";

/** Beyond this the imbalance is cut. */
const LARGEST_IMBALANCE = 0.95;
/** Persistence of the log depth from one quote to the next. */
const DEPTH_PERSISTENCE = 0.95;
const DEPTH_INNOVATION = Math.sqrt(1 - DEPTH_PERSISTENCE ** 2);
/** Standard deviation of the log depth. */
const DEPTH_DEVIATION = 0.5;

/**
 * Best bid and ask around a fair value: pricing error, imbalance and sizes.
 *
 * The pricing error `ε` and what the imbalance holds besides are
 * Ornstein-Uhlenbeck with the same half-life, moved exactly over any interval.
 *
 * @see def-simulated-market, lem-imbalance-slope
 */
export class BestQuotes {
  /** Best bid in ticks. */
  bidTicks = 0;
  /** Best ask in ticks. */
  askTicks = 0;
  /** Size of the best bid in lots. */
  bidLots = 1;
  /** Size of the best ask in lots. */
  askLots = 1;

  readonly #decay: number;
  readonly #deviation: number;
  readonly #signal: number;
  readonly #noise: number;
  readonly #halfDepthLots: number;
  readonly #tickSize: number;
  readonly #wide: number;
  #error: number;
  #other: number;
  #logDepth = 0;
  #time = 0;

  constructor(
    quotes: QuoteParameters,
    { tickSize, lotSize }: {
      readonly tickSize: number;
      readonly lotSize: number;
    },
    random: Random,
  ) {
    const { imbalanceDeviation, imbalanceCorrelation } = quotes;
    this.#decay = Math.LN2 / quotes.errorHalfLife;
    this.#deviation = quotes.pricingError;
    this.#signal = imbalanceDeviation * imbalanceCorrelation;
    this.#noise = imbalanceDeviation *
      Math.sqrt(1 - imbalanceCorrelation * imbalanceCorrelation);
    this.#halfDepthLots = 0.5 * quotes.depth / lotSize;
    this.#tickSize = tickSize;
    this.#wide = quotes.wideSpreadShare;
    this.#error = random.normal();
    this.#other = random.normal();
  }

  /** Pricing error in standard deviations; positive where the mid is too high. */
  get standardError(): number {
    return this.#error;
  }

  /** Pricing error `ε = ln(mid / fair value)` before rounding to ticks. */
  get pricingError(): number {
    return this.#deviation * this.#error;
  }

  /** Moves the pricing error to a time in seconds, not before the last one. */
  moveTo(time: number, random: Random): void {
    const exponent = this.#decay * (time - this.#time);
    const kept = Math.exp(-exponent);
    const spread = Math.sqrt(-Math.expm1(-2 * exponent));
    this.#error = kept * this.#error + spread * random.normal();
    this.#other = kept * this.#other + spread * random.normal();
    this.#time = time;
  }

  /** Begins to count time from 0 again, as a new day does. */
  restartClock(length: number): void {
    this.#time -= length;
  }

  /** Quotes prices and sizes as they are now. */
  requote(logPrice: number, random: Random): void {
    const ticks = Math.exp(logPrice + this.#deviation * this.#error) /
      this.#tickSize;
    const u = random.uniform();
    const spread = u < this.#wide ? (u < 0.2 * this.#wide ? 3 : 2) : 1;
    const bid = Math.max(1, Math.floor(ticks - 0.5 * (spread - 1)));
    this.bidTicks = bid;
    this.askTicks = bid + spread;
    this.#logDepth = DEPTH_PERSISTENCE * this.#logDepth +
      DEPTH_INNOVATION * random.normal();
    const half = this.#halfDepthLots *
      Math.exp(DEPTH_DEVIATION * this.#logDepth);
    const imbalance = Math.min(
      LARGEST_IMBALANCE,
      Math.max(
        -LARGEST_IMBALANCE,
        this.#noise * this.#other - this.#signal * this.#error,
      ),
    );
    this.bidLots = Math.max(1, Math.round(half * (1 + imbalance)));
    this.askLots = Math.max(1, Math.round(half * (1 - imbalance)));
  }
}
