import { DataError } from "../errors/mod.ts";
import type { ContractSpec } from "./contract_spec.ts";
import type { VenueBar } from "./venue_bar.ts";

/** Refuses a record of no contract, or one that comes before the clock. */
export function refuseRecord(
  i: number,
  contracts: number,
  { time, clock }: { time: number; clock: number },
): never {
  if (!(Number.isInteger(i) && i >= 0 && i < contracts)) {
    throw new RangeError(
      `Cannot take a record as its contract must be one of ${contracts}: current value is ${i}`,
    );
  }
  throw new RangeError(
    `Cannot take a record as time must not run backwards from ${clock}: current value is ${time}`,
  );
}

/** Refuses a bid above the ask: an order could live on it for nothing. */
export function refuseCrossed(
  { symbol }: ContractSpec,
  bid: number,
  ask: number,
): never {
  throw new DataError(
    `Cannot take a quote of ${symbol} as the bid must not be above the ask: current value is ${bid} over ${ask} ticks`,
  );
}

/** Refuses what is no bar, and a bar of a contract that has quotes. */
export function checkBar(
  { symbol }: ContractSpec,
  bar: VenueBar,
  hasQuotes: boolean,
): void {
  const { openTime, closeTime, open, high, low, close, volume } = bar;
  if (hasQuotes) {
    throw new RangeError(
      `Cannot take a bar of ${symbol} as a contract must have bars or quotes, not both: current value is a bar at ${closeTime}`,
    );
  }
  const whole = openTime < closeTime && volume >= 0 &&
    low <= Math.min(open, close) && high >= Math.max(open, close);
  if (!whole) {
    throw new DataError(
      `Cannot take a bar of ${symbol} as low <= open, close <= high, volume >= 0 and its times must rise: current value is ${
        JSON.stringify(bar)
      }`,
    );
  }
}
