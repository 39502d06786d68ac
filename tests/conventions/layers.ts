import { fileURLToPath } from "node:url";

/** Folders of `lib/` in the order the data moves; a folder imports from those before it. */
export const LAYERS: readonly string[] = [
  "errors",
  "time",
  "random",
  "stats",
  "market",
  "catalog",
  "simulate",
  "volatility",
  "flow",
  "liquidity",
  "regime",
  "features",
  "signal",
  "risk",
  "venue",
  "engine",
  "execution",
  "strategy",
  "performance",
  "figure",
  "notebook",
];

/** The path of a file of the project, given from its root. */
export function fromFileUrl(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}
