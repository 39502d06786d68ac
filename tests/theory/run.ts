/**
 * Runs every anchor of the theory at full size and writes the table that the
 * whitepaper prints: `deno task theory --help`.
 *
 * @module
 */
import { dirname } from "node:path";
import { defineCommand, runCommand, say, warn } from "../../data/command.ts";
import { makeFolder } from "../../data/paths.ts";
import { type Anchor, holds } from "./anchor.ts";
import { evaluationAnchors, selectionAnchors } from "./evaluation.ts";
import {
  dynamicsAnchors,
  impactAnchors,
  toxicityAnchors,
} from "./flow_toxicity.ts";
import { covarianceAnchors, kellyAnchors, stopAnchors } from "./risk.ts";
import { fairValueAnchors, filterAnchors } from "./fair_value.ts";
import { fundingAnchors, kendallAnchors } from "./regime_funding.ts";
import {
  harAnchors,
  jumpAnchors,
  noiseAnchors,
  rateAnchors,
} from "./realized_volatility.ts";
import {
  continuousAnchors,
  discretizationAnchors,
  yangZhangAnchors,
} from "./range_volatility.ts";
import { vectorAnchors } from "./range_vectors.ts";
import { pathAnchors } from "./simulated_paths.ts";
import { sizeAnchors } from "./test_sizes.ts";
import {
  bandAnchors,
  noiseAnchors as signalNoiseAnchors,
  policyAnchors,
  recoveryAnchors,
} from "./signal_ensemble.ts";

const SEED = 20250505;

const sections: [string, (seed: number, size: number) => Anchor[]][] = [
  ["Range estimators", continuousAnchors],
  ["Range estimators by hand", vectorAnchors],
  ["Yang-Zhang", yangZhangAnchors],
  ["Bars of few observations", discretizationAnchors],
  ["Noise", noiseAnchors],
  ["Rates", rateAnchors],
  ["Jumps", jumpAnchors],
  ["Heterogeneous autoregression", harAnchors],
  ["Toxicity", toxicityAnchors],
  ["Impact", impactAnchors],
  ["Dynamics of the order flow", dynamicsAnchors],
  ["Funding", fundingAnchors],
  ["Bias of the half-life", kendallAnchors],
  ["Evaluation", evaluationAnchors],
  ["Selection", selectionAnchors],
  ["Sizes of tests on noise", sizeAnchors],
  ["Simulated paths", pathAnchors],
  ["Filters", filterAnchors],
  ["Fair value", fairValueAnchors],
  ["Combination and trading of signals", policyAnchors],
  ["Signals on noise", signalNoiseAnchors],
  ["Recovery of a known alpha", recoveryAnchors],
  ["No-trade band", bandAnchors],
  ["Covariance", covarianceAnchors],
  ["Kelly", kellyAnchors],
  ["Stops", stopAnchors],
];

/** As many digits as the tolerance gives a meaning. */
function digits(x: number, tolerance: number): string {
  const places = Math.max(0, 1 - Math.floor(Math.log10(tolerance)));
  return places > 8 ? x.toPrecision(10) : x.toFixed(Math.min(places, 8));
}

function toMarkdown(rows: Anchor[]): string {
  return [
    "| anchor | number | measured | tolerance | how | holds |",
    "|---|---:|---:|---:|---|---|",
    ...rows.map((anchor) => {
      const { name, expected, measured, tolerance, how } = anchor;
      const cells = [
        name,
        digits(expected, tolerance),
        digits(measured, tolerance),
        tolerance.toPrecision(2),
        how,
        holds(anchor) ? "yes" : "no",
      ];
      return `| ${cells.join(" | ")} |`;
    }),
  ].join("\n");
}

/** `deno task theory`. */
export const theoryCommand = defineCommand({
  name: "theory",
  summary: "Runs every anchor of the theory at full size, some minutes, and " +
    "tells number, measurement and tolerance.\nThe exit code is 1 where one " +
    "does not hold. With PATH, Markdown and JSON go to PATH.md and PATH.json.",
  options: {
    json: { type: "boolean", help: "JSON instead of Markdown" },
  },
  rest: "[PATH]",
  run({ json }, [path, ...more]) {
    if (more.length > 0 || (json && path !== undefined)) {
      throw new RangeError(
        `Cannot run theory as it takes --json or one PATH: found ${
          [...(json ? ["--json"] : []), path, ...more].join(" ")
        }`,
      );
    }
    if (path !== undefined) {
      Deno.statSync(dirname(path));
      makeFolder(dirname(path));
    }
    const rows: Anchor[] = [];
    const texts: string[] = [];
    for (const [title, run] of sections) {
      const anchors = run(SEED, 1);
      rows.push(...anchors);
      texts.push(`## ${title}\n\n${toMarkdown(anchors)}\n`);
    }
    const judged = rows.map((row) => ({ ...row, holds: holds(row) }));
    const data = JSON.stringify(judged, null, 2);
    if (path === undefined) say(json ? data : texts.join("\n").trimEnd());
    else {
      Deno.writeTextFileSync(`${path}.md`, texts.join("\n"));
      Deno.writeTextFileSync(`${path}.json`, `${data}\n`);
    }
    const failed = judged.filter(({ holds }) => !holds);
    for (const { name, measured } of failed) {
      warn(`Does not hold: ${name}, measured ${measured}`);
    }
    return failed.length > 0 ? 1 : 0;
  },
});

await runCommand(import.meta, theoryCommand);
