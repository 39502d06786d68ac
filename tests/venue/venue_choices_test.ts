import assert from "node:assert/strict";
import {
  constantLatency,
  noFees,
  powerQueue,
  venueChoices,
  type VenueOptions,
} from "volarb/venue";
import { unitContract } from "./random_market.ts";

const options: VenueOptions = {
  specs: [unitContract()],
  balance: 1,
  fees: noFees(),
  emit: () => {},
};

function valueOf(name: string, change: Partial<VenueOptions> = {}): string {
  const choice = venueChoices({ ...options, ...change })
    .find((made) => made.name === name);
  assert.ok(choice !== undefined, name);
  return choice.value;
}

Deno.test("every choice has a name of its own, a value and a reason", () => {
  const choices = venueChoices({
    ...options,
    latency: constantLatency({ order: 5 }),
  });
  assert.equal(new Set(choices.map(({ name }) => name)).size, choices.length);
  for (const { name, value, why } of choices) {
    assert.ok(value.length > 0 && why.length > 15, name);
  }
  assert.equal(choices[0]!.value, constantLatency({ order: 5 }).name);
});

Deno.test("the choices say what the options say", () => {
  assert.match(valueOf("fill timing"), /next quote/);
  const standing = { fillTiming: "standing", maxQuoteAge: 500_000 } as const;
  assert.match(valueOf("fill timing", standing), /up to 0.5 s old/);
  assert.equal(valueOf("queue model"), "riskAverse");
  assert.equal(valueOf("queue model", { queue: powerQueue(2) }), "power(2)");
  assert.equal(valueOf("margin"), "cross, leverage 20");
  const leverage = { X: 5 };
  assert.equal(
    valueOf("margin", { margin: { mode: "isolated", leverage } }),
    'isolated, leverage {"X":5}',
  );
  assert.equal(valueOf("rate limits", { rateLimits: [] }), "none");
  assert.equal(valueOf("rate limits"), "300 in 10 s, 1200 in 60 s");
  assert.equal(valueOf("price protection"), "none");
  assert.match(valueOf("price protection", { priceProtection: 9 }), /^9 ticks/);
  assert.match(valueOf("own fills and the display"), /until/);
  assert.match(valueOf("bars", { barFill: "touch" }), /fill touch/);
});
