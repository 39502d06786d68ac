import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { findFiles, readColumns } from "volarb/market";

const root = fileURLToPath(
  new URL("../../../shared/data/raw", import.meta.url),
);

/** Whether the venue's files are there. */
export const present = existsSync(root);

if (!present) {
  // deno-lint-ignore no-console
  console.log("Tests on settled funding rates skip: ../shared/data is absent");
}

/** Settled rates of a symbol over all its monthly files, in time order. */
export function settledRates(symbol: string): {
  eventTime: Float64Array;
  intervalHours: Float64Array;
  rate: Float64Array;
} {
  const months = findFiles(root, { kinds: ["fundingRate"], symbols: [symbol] })
    .map((file) => readColumns({ ...file, kind: "fundingRate" }))
    .sort((a, b) => a.eventTime[0]! - b.eventTime[0]!);
  const join = (name: "eventTime" | "intervalHours" | "rate") =>
    Float64Array.from(months.flatMap((month) => [...month[name]]));
  return {
    eventTime: join("eventTime"),
    intervalHours: join("intervalHours"),
    rate: join("rate"),
  };
}
