import assert from "node:assert/strict";
import { holds } from "../theory/anchor.ts";
import {
  dynamicsAnchors,
  impactAnchors,
  toxicityAnchors,
} from "../theory/flow_toxicity.ts";

const SIZE = 0.05;

for (const anchors of [toxicityAnchors, impactAnchors, dynamicsAnchors]) {
  Deno.test(`${anchors.name}() hold in a short run`, () => {
    for (const anchor of anchors(20250505, SIZE)) {
      assert.ok(
        holds(anchor, SIZE),
        `${anchor.name}: ${anchor.measured}, not ${anchor.expected}`,
      );
    }
  });
}
