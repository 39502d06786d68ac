import { join } from "node:path";
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
export function projectPath(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

/** Every file below a folder of the project, given from its root, dotfiles left out. */
export function projectFiles(folder: string): string[] {
  return [...Deno.readDirSync(projectPath(folder))]
    .filter(({ name }) => !name.startsWith("."))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name, isDirectory }) =>
      isDirectory ? projectFiles(join(folder, name)) : [join(folder, name)]
    );
}
