/** What the tests of a sensitivity run, here and in workers. */
import { columnSource } from "volarb/engine";
import {
  type SensitivityOptions,
  type SensitivityRow,
  sensitivityRow,
} from "volarb/performance";
import {
  volatilityArbitrage,
  volatilityArbitrageConfig,
} from "volarb/strategy";
import { constantLatency } from "volarb/venue";
import {
  fees,
  FREE,
  market,
  ScriptedSignal,
  specs,
  SYMBOL,
} from "../strategy/run.ts";

/** A script on a simulated day. */
export function sensitivityOptions() {
  const columns = market({ tradesPerDay: 2000 });
  const config = volatilityArbitrageConfig(FREE);
  const signal = new ScriptedSignal((row) => 3e-6 * Math.sin(row / 30));
  return {
    columns,
    signal,
    make: () => volatilityArbitrage(config, { signal }),
    data: {
      source: columnSource({ [SYMBOL]: columns }),
      specs,
      fees,
      balance: 100_000,
      latency: constantLatency({ order: 5000 }),
    },
  };
}

/** One of its runs, with other lists where the parameters have some. */
export function sensitivityTrial(
  { index, ...lists }:
    & { readonly index: number }
    & Partial<Omit<SensitivityOptions, "make" | "data">>,
): SensitivityRow {
  return sensitivityRow({ ...sensitivityOptions(), ...lists }, index);
}
