import assert from "node:assert/strict";
import { holds } from "../theory/anchor.ts";
import {
  covarianceAnchors,
  kellyAnchors,
  stopAnchors,
} from "../theory/risk.ts";

for (
  const [name, anchors] of Object.entries({
    Kelly: kellyAnchors,
    covariance: covarianceAnchors,
    stops: stopAnchors,
  })
) {
  Deno.test(`the anchors of ${name} hold at a tenth of the size`, () => {
    const size = 0.1;
    for (const anchor of anchors(20250505, size)) {
      assert.ok(
        holds(anchor, size),
        `${anchor.name}: expected ${anchor.expected}, measured ${anchor.measured}`,
      );
    }
  });
}
