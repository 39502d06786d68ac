/** Below this `k t` the closed forms of the integrals are rounding. */
const SMALL = 1e-3;

/** `A(t) = (α/k)(1 - e^{-kt})`: how far a drift `α e^{-kt}` has taken the price. */
export function drifted(alpha: number, decay: number, time: number): number {
  return decay === 0
    ? alpha * time
    : -alpha * Math.expm1(-decay * time) / decay;
}

/** `A(t) = (α/k)(1 - e^{-kt})`, how far a drift `α e^{-kt}` has taken the price, and its integrals from 0. */
export class DecayingDrift {
  readonly #alpha: number;
  readonly #decay: number;

  /** Takes the drift at the start and the speed `k` at which it decays. */
  constructor(alpha: number, decay: number) {
    this.#alpha = alpha;
    this.#decay = decay;
  }

  /** `A(t)`. */
  value(time: number): number {
    return drifted(this.#alpha, this.#decay, time);
  }

  /** `∫ A`. */
  integral(time: number): number {
    const k = this.#decay, x = k * time;
    if (x < SMALL) {
      return this.#alpha * time * time *
        (1 / 2 - x / 6 + x * x / 24 - x ** 3 / 120);
    }
    return this.#alpha / k * (time + Math.expm1(-x) / k);
  }

  /** `∫ A²`. */
  squareIntegral(time: number): number {
    const k = this.#decay, x = k * time;
    if (x < 0.05) {
      // Σ (-1)^{m+1} (2^{m-1} - 2) / m! x^{m-3} of (x + 2 (e^{-x} - 1) - (e^{-2x} - 1) / 2) / x³.
      let [sum, power, factorial] = [0, 1, 6];
      for (let m = 3; m < 14; m++) {
        sum += (m % 2 === 1 ? 1 : -1) * (2 ** (m - 1) - 2) / factorial * power;
        power *= x;
        factorial *= m + 1;
      }
      return this.#alpha ** 2 * time ** 3 * sum;
    }
    const whole = time + 2 * Math.expm1(-x) / k - Math.expm1(-2 * x) / (2 * k);
    return (this.#alpha / k) ** 2 * whole;
  }
}
