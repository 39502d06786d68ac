import type { Random } from "../random/mod.ts";
import { type BatesParameters, jumpCompensator } from "./bates_parameters.ts";
import { VarianceProcess } from "./variance_process.ts";

/** Seconds in a year of 365 days. */
export const SECONDS_PER_YEAR = 31_536_000;

/**
 * The latent log price and its variance, one second at a time.
 *
 * The variance and the price move by the model of Bates on a grid of seconds.
 * Within a second the variance is spread evenly, and the price is a Brownian
 * bridge between the grid's values: it can be asked for at any moment in order,
 * with the law that the ends imply.
 *
 * @see eq-bates, lem-bates-step, eq-bates-step
 */
export class LatentPrice {
  /** Log price now. */
  logPrice: number;
  /** Spot variance at the beginning of this second, annualized. */
  spotVariance: number;
  /** `∫ v dt` over this second, not annualized. */
  integratedVariance = 0;

  readonly #process: VarianceProcess;
  readonly #kappa: number;
  readonly #theta: number;
  readonly #leverage: number;
  readonly #independent: number;
  readonly #trend: number;
  #target = 0;
  #next = 0;
  #offset = 0;

  constructor(parameters: BatesParameters, price: number) {
    const {
      meanReversion,
      longRunVariance,
      volatilityOfVariance,
      correlation,
      jumpIntensity,
      drift = 0,
    } = parameters;
    this.#process = new VarianceProcess(parameters, 1 / SECONDS_PER_YEAR);
    this.#kappa = meanReversion;
    this.#theta = longRunVariance / SECONDS_PER_YEAR;
    this.#leverage = correlation / volatilityOfVariance;
    this.#independent = 1 - correlation * correlation;
    this.#trend = (drift - jumpIntensity * jumpCompensator(parameters)) /
      SECONDS_PER_YEAR;
    this.logPrice = Math.log(price);
    this.spotVariance = longRunVariance;
  }

  /** Draws where price and variance stand at the end of the next second. */
  begin(priceShock: number, varianceShock: number, random: Random): void {
    const v = this.spotVariance;
    const next = this.#process.step(v, varianceShock, random);
    const integrated = 0.5 * (v + next) / SECONDS_PER_YEAR;
    this.#target = this.logPrice + this.#trend - 0.5 * integrated +
      this.#leverage *
        (next - v + this.#kappa * (integrated - this.#theta)) +
      Math.sqrt(this.#independent * integrated) * priceShock;
    this.#next = next;
    this.integratedVariance = integrated;
    this.#offset = 0;
  }

  /** Moves to a moment of this second, not before the last one. */
  moveTo(offset: number, random: Random): void {
    const step = offset - this.#offset;
    const share = step / (1 - this.#offset);
    this.logPrice += (this.#target - this.logPrice) * share +
      Math.sqrt(this.integratedVariance * step * (1 - share)) *
        random.normal();
    this.#offset = offset;
  }

  /** Jumps now. */
  jump(size: number): void {
    this.logPrice += size;
    this.#target += size;
  }

  /** Moves to the end of this second. */
  end(): void {
    this.logPrice = this.#target;
    this.spotVariance = this.#next;
  }
}
