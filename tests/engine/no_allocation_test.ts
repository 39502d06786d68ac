import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

Deno.test("an event that reaches a strategy which does nothing allocates nothing", async () => {
  // The young generation is so large that nothing is collected while it is counted.
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-P",
      "--v8-flags=--expose-gc,--min-semi-space-size=128",
      fileURLToPath(new URL("print_allocation.ts", import.meta.url)),
    ],
    env: { NO_COLOR: "1" },
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  const perEvent = Number(new TextDecoder().decode(stdout));
  // The smallest object takes twelve bytes; what is left are blocks, and code that is compiled
  // anew now and then.
  assert.ok(perEvent < 4, `${perEvent} bytes per event`);
});
