import assert from "node:assert/strict";
import { Actor, columnSource, EventEngine, knownAge } from "volarb/engine";
import { Random } from "volarb/random";
import { stepsOf } from "./market.ts";

const column = (...values: number[]) => Float64Array.from(values);

Deno.test("knownAge() is what a pencil says of three records", () => {
  // From 2 to 12 the age goes from 2 to 12, from 12 to 15 from 2 to 5: 70 + 10.5 over 13.
  const age = knownAge({
    eventTime: column(0, 10, 14),
    receiveTime: column(2, 12, 15),
  });
  assert.equal(age, (70 + 10.5) / 13);
});

// lem-known-age
Deno.test("knownAge() of a constant delay is the delay and half of the mean square of gaps over their mean", () => {
  const random = new Random(1);
  let time = 0;
  const gaps = Float64Array.from({ length: 500 }, () => 1 + random.integer(90));
  const eventTime = Float64Array.from([0, ...gaps.map((gap) => time += gap)]);
  const receiveTime = eventTime.map((t) => t + 7);
  const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);
  const due = 7 + sum(gaps.map((gap) => gap * gap)) / (2 * sum(gaps));
  const age = knownAge({ eventTime, receiveTime });
  assert.ok(Math.abs(age - due) < 1e-9 * due);
  assert.ok(age >= 7 + sum(gaps) / gaps.length / 2);
});

Deno.test("an actor that looks every microsecond finds the age of knownAge()", () => {
  const random = new Random(2);
  const n = 40;
  let [event, receive] = [0, 0];
  const eventTime = new Float64Array(n);
  const receiveTime = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    eventTime[i] = event += random.integer(30);
    receiveTime[i] = receive = Math.max(receive, event + random.integer(20));
  }
  const [first, last] = [receiveTime[0]!, receiveTime[n - 1]!];
  let [area, looks] = [0, 0];
  class Looker extends Actor {
    override onStart() {
      this.subscribeMarkPrices("X");
      this.clock.setTimer("look", 1);
    }
    override onTimer({ time }: { time: number }) {
      if (time < first || time >= last) return;
      area += time + 0.5 - this.cache.markPrice("X")!.eventTime;
      looks++;
    }
  }
  const price = new Float64Array(n).fill(100);
  new EventEngine({
    source: columnSource({ X: { mark: { eventTime, receiveTime, price } } }),
    steps: [stepsOf("X")],
    actors: [new Looker("looker")],
  }).run();
  assert.equal(looks, last - first);
  const age = knownAge({ eventTime, receiveTime });
  assert.ok(Math.abs(area / looks - age) < 1e-12 * age);
});

Deno.test("knownAge() is missing where no time passes, and refuses columns that do not fit", () => {
  const one = column(5);
  assert.ok(Number.isNaN(knownAge({ eventTime: one, receiveTime: one })));
  const none = column();
  assert.ok(Number.isNaN(knownAge({ eventTime: none, receiveTime: none })));
  assert.throws(() => knownAge({ eventTime: one, receiveTime: none }), {
    name: "RangeError",
  });
});
