import assert from "node:assert/strict";
import { holds } from "../theory/anchor.ts";
import { fundingAnchors, kendallAnchors } from "../theory/regime_funding.ts";

Deno.test("every exact anchor of funding, fair premium, perpetual and decay holds", () => {
  const anchors = fundingAnchors();
  assert.equal(anchors.length, 21);
  for (const anchor of anchors) {
    assert.ok(holds(anchor), `${anchor.name}: ${anchor.measured}`);
  }
});

Deno.test("the likelihood's persistence is biased by -(1 + 3 phi) / n: eq-kendall", () => {
  for (const anchor of kendallAnchors(20250505, 0.1)) {
    assert.ok(holds(anchor, 0.1), `${anchor.name}: ${anchor.measured}`);
  }
});
