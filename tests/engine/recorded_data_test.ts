import assert from "node:assert/strict";
import { CustomData } from "volarb/catalog";
import {
  Actor,
  type BusData,
  columnSource,
  EventEngine,
  recordedData,
} from "volarb/engine";
import { type AlphaSignal, MESSAGE_SCHEMAS } from "volarb/signal";
import { stepsOf } from "./market.ts";
import { tens } from "./play.ts";

const START = Date.UTC(2024, 0, 1) * 1000;

/** Signals of two symbols, in a catalog for the length of a test. */
class Signals implements Disposable {
  readonly root: string = Deno.makeTempDirSync();
  readonly store: CustomData = new CustomData(
    this.root,
    MESSAGE_SCHEMAS.AlphaSignal,
  );

  write(symbol: string, times: readonly number[]): void {
    const column = (of: (i: number) => number) =>
      Float64Array.from(times, (_, i) => of(i));
    this.store.write({ symbol, source: "kalman" }, {
      eventTime: column((i) => START + times[i]!),
      receiveTime: column((i) => START + times[i]! + 50),
      horizon: column(() => 60_000_000),
      mean: column((i) => 1e-4 * i),
      meanVariance: column(() => 1e-9),
      variance: column(() => 1e-6),
      expectedIc: column(() => 0.1),
    });
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.root, { recursive: true });
  }
}

/** Notes the signals of one symbol. */
class Listener extends Actor {
  readonly heard: [number, BusData][] = [];
  constructor(readonly symbol: string) {
    super(`listener of ${symbol}`);
  }
  override onStart() {
    this.subscribeData("AlphaSignal", { symbol: this.symbol });
  }
  override onData(data: BusData) {
    this.heard.push([this.clock.now - START, data]);
  }
}

function run(
  actors: readonly Actor[],
  data: NonNullable<ConstructorParameters<typeof EventEngine>[0]["data"]>,
) {
  const quotes = tens([[START, 99, 100], [START + 5000, 99, 100]]);
  new EventEngine({
    source: columnSource({ X: { quotes } }),
    steps: [stepsOf("X")],
    actors,
    data,
  }).run();
}

Deno.test("messages of a catalog arrive at their receive times, at those who asked for them", () => {
  using signals = new Signals();
  signals.write("X", [100, 300, 300]);
  signals.write("Y", [200]);
  const [x, y] = [new Listener("X"), new Listener("Y")];
  run(
    [y, x],
    signals.store.origins().map((origin) =>
      recordedData(signals.store, origin)
    ),
  );
  assert.deepEqual(x.heard.map(([time]) => time), [150, 350, 350]);
  assert.deepEqual(y.heard.map(([time]) => time), [250]);
  const [, second] = x.heard;
  const { mean, symbol, source, type, eventTime } = second![1] as AlphaSignal;
  assert.deepEqual([mean, symbol, source, type, eventTime - START], [
    1e-4,
    "X",
    "kalman",
    "AlphaSignal",
    300,
  ]);
});

Deno.test("a range takes a part of them, and what is kept stays as it is", () => {
  using signals = new Signals();
  signals.write("X", Array.from({ length: 50 }, (_, i) => 10 * i));
  const listener = new Listener("X");
  const origin = { symbol: "X", source: "kalman" };
  run([listener], [
    recordedData(signals.store, origin, { start: START + 300 }),
  ]);
  assert.equal(listener.heard.length, 25);
  listener.heard.forEach(([time, { receiveTime }]) =>
    assert.equal(receiveTime - START, time)
  );
});

Deno.test("messages that are not there end the run at its start, and are named", () => {
  using signals = new Signals();
  signals.write("X", [100]);
  const origin = { symbol: "X", source: "nobody" };
  assert.throws(
    () => run([new Listener("X")], [recordedData(signals.store, origin)]),
    { name: "DataError", message: /AlphaSignal of X by nobody/ },
  );
});
