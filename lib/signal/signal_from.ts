import { DriftingSignal, type DriftingSnapshot } from "./drifting_signal.ts";
import {
  LatentAlphaSignal,
  type LatentAlphaSnapshot,
} from "./latent_alpha_signal.ts";
import { LinearSignal, type LinearSignalSnapshot } from "./linear_signal.ts";
import type { FittedSignal } from "./signal_model.ts";

/** What `toJSON` of a signal gives. */
export type SignalSnapshot =
  | LinearSignalSnapshot
  | LatentAlphaSnapshot
  | DriftingSnapshot;

/**
 * Restores a fitted signal where it stood.
 *
 * @param snapshot What its `toJSON` gave.
 * @returns A signal that continues bit for bit.
 * @throws {TypeError} If the snapshot is of no known kind.
 *
 * @example Through a file
 * ```ts
 * import assert from "node:assert/strict";
 * import { ridgeSignal, signalFrom } from "volarb/signal";
 *
 * const x = Float64Array.from({ length: 60 }, (_, t) => Math.sin(t * t));
 * const returns = x.map((_, t) => t === 0 ? 0 : x[t - 1]!);
 * const signal = ridgeSignal().fit({ features: { x }, returns });
 * const restored = signalFrom(JSON.parse(JSON.stringify(signal)));
 * const row = Float64Array.of(0.3);
 * assert.equal(restored.update(row, 0), signal.update(row, 0));
 * ```
 */
export function signalFrom(snapshot: SignalSnapshot): FittedSignal {
  switch (snapshot.kind) {
    case "linear":
      return new LinearSignal(snapshot);
    case "latent":
      return new LatentAlphaSignal(snapshot);
    case "drifting":
      return new DriftingSignal(snapshot);
    default:
      throw new TypeError(
        `Cannot restore a signal as its kind must be known: current value is ${
          JSON.stringify((snapshot as { kind?: unknown }).kind)
        }`,
      );
  }
}
