import { Random } from "volarb/random";
import {
  driftingAlphaMarket,
  type DriftingAlphaOptions,
  type KnownAlpha,
  latentAlphaMarket,
  type LatentAlphaMarketOptions,
  linearAlphaMarket,
  type LinearAlphaOptions,
} from "volarb/simulate";

/** The options of a market with a seed in the place of the random numbers. */
type Seeded<T> = Omit<T, "random"> & { readonly seed: number };

/** `linearAlphaMarket` of a seed. */
export function staticMarket(
  { seed, ...options }: Seeded<LinearAlphaOptions>,
): KnownAlpha {
  return linearAlphaMarket({ ...options, random: new Random(seed) });
}

/** `latentAlphaMarket` of a seed. */
export function latentMarket(
  { seed, ...options }: Seeded<LatentAlphaMarketOptions>,
): KnownAlpha {
  return latentAlphaMarket({ ...options, random: new Random(seed) });
}

/** `driftingAlphaMarket` of a seed. */
export function driftingMarket(
  { seed, ...options }: Seeded<DriftingAlphaOptions>,
): KnownAlpha {
  return driftingAlphaMarket({ ...options, random: new Random(seed) });
}
