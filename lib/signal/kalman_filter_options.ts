import { assertKeys } from "../stats/arguments.ts";

/** How a filter departs from the plain one. */
export type KalmanFilterOptions = {
  /**
   * Observations further than so many standard deviations from their prediction count
   * less, as Huber's loss has it: the variance of their noise is taken as `|v| / (c √f)`
   * times as large. 1.345 loses 5 % of the efficiency under normal noise.
   */
  readonly huber?: number;
  /**
   * A step whose first surprise is beyond so many standard deviations is taken as a jump:
   * `Q` is made as large as explains it, before the update.
   */
  readonly jump?: number;
  /** What the past is worth less each step: `P` is divided by it, in (0, 1]; 1 by default. */
  readonly fading?: number;
};

const ACTION = "create a KalmanFilter";

/** Options with their defaults, checked. */
export function filterSettings(
  options: KalmanFilterOptions,
): Required<KalmanFilterOptions> {
  assertKeys(ACTION, "its choices", options, ["huber", "jump", "fading"]);
  const { huber = Infinity, jump = Infinity, fading = 1 } = options;
  if (!(huber > 0)) throw outOfRange("huber must be positive", huber);
  if (!(jump > 0)) throw outOfRange("jump must be positive", jump);
  if (!(fading > 0 && fading <= 1)) {
    throw outOfRange("fading must be in (0, 1]", fading);
  }
  return { huber, jump, fading };
}

function outOfRange(rule: string, value: number): RangeError {
  return new RangeError(
    `Cannot ${ACTION} as ${rule}: current value is ${value}`,
  );
}
