import assert from "node:assert/strict";
import { holds } from "../theory/anchor.ts";
import { evaluationAnchors, selectionAnchors } from "../theory/evaluation.ts";

Deno.test("every exact anchor of evaluation holds", () => {
  const anchors = evaluationAnchors();
  assert.equal(anchors.length, 21);
  for (const anchor of anchors) {
    assert.ok(holds(anchor), `${anchor.name}: ${anchor.measured}`);
  }
});

Deno.test("the best forecast through a noisy proxy is Patton's, and noise overfits half of the time", () => {
  for (const anchor of selectionAnchors(20250505, 0.1)) {
    assert.ok(holds(anchor, 0.1), `${anchor.name}: ${anchor.measured}`);
  }
});
