import assert from "node:assert/strict";
import fc from "fast-check";
import { RecentVolume } from "../../lib/execution/recent_volume.ts";

Deno.test("RecentVolume counts what was traded after now less the window, by side", () => {
  const volume = new RecentVolume();
  volume.keep(10);
  assert.equal(volume.lots(0, 10), 0);
  volume.add(1, 5, 1);
  volume.add(4, 7, -1);
  volume.add(4, 2, 1);
  volume.add(11, 3, -1);
  assert.deepEqual([
    volume.lots(11, 10),
    volume.lots(11, 10, 1),
    volume.lots(11, 10, -1),
  ], [12, 2, 10]);
  assert.deepEqual([
    volume.lots(14, 10),
    volume.lots(10.5, 20),
    volume.lots(40, 10),
  ], [3, 17, 0]);
});

Deno.test("RecentVolume is the sum over the window, also when it has forgotten", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          fc.integer({ min: 0, max: 3 }),
          fc.integer({ min: 1, max: 9 }),
          fc.boolean(),
        ),
        { minLength: 1, maxLength: 50 },
      ),
      fc.integer({ min: 1, max: 2000 }),
      (steps, window) => {
        const volume = new RecentVolume();
        volume.keep(window);
        const all: { time: number; lots: number; side: 1 | -1 }[] = [];
        let time = 0;
        for (let round = 0; round < 250; round++) {
          for (const [wait, lots, buys] of steps) {
            time += wait;
            const side = buys ? 1 : -1;
            all.push({ time, lots, side });
            volume.add(time, lots, side);
          }
        }
        const now = time + 1;
        for (const side of [undefined, 1, -1] as const) {
          const sum = all.reduce(
            (total, trade) =>
              total +
              (trade.time > now - window &&
                  (side === undefined || trade.side === side)
                ? trade.lots
                : 0),
            0,
          );
          assert.equal(volume.lots(now, window, side), sum);
        }
      },
    ),
    { numRuns: 40, seed: 8 },
  );
});
