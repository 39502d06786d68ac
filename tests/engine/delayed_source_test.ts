import assert from "node:assert/strict";
import {
  delayedSource,
  type MarketSource,
  type MarkTickColumns,
} from "volarb/engine";

/** Marks in blocks of 2 and 5 rows, in columns with room for 8 that are used again. */
function source(): MarketSource {
  return {
    symbols: ["X"],
    families: () => ["mark"],
    open: () => {
      let at = 0;
      const ends = [2, 7];
      return {
        next(free?: unknown) {
          const rows = (ends.shift() ?? at) - at;
          if (rows === 0) return undefined;
          const columns = (free ?? {
            eventTime: new Float64Array(8),
            receiveTime: new Float64Array(8),
            price: new Float64Array(8),
          }) as MarkTickColumns;
          for (let i = 0; i < rows; i++, at++) {
            columns.eventTime[i] = 100 * at;
            columns.receiveTime[i] = 100 * at + 1;
            columns.price[i] = at;
          }
          return { rows, columns } as never;
        },
      };
    },
  };
}

/** Receive times that a reader gives, which is handed every block back. */
function times(delay: (time: number) => number): number[] {
  const reader = delayedSource(source(), () => ({ feed: delay }))
    .open("mark", "X");
  const found: number[] = [];
  let free: MarkTickColumns | undefined;
  for (;;) {
    const block = reader.next(free);
    if (block === undefined) return found;
    found.push(...block.columns.receiveTime.subarray(0, block.rows));
    free = block.columns;
  }
}

Deno.test("a block that is longer than the one before it is delayed as a whole", () => {
  const due = [0, 1, 2, 3, 4, 5, 6].map((at) => 100 * at + 1);
  assert.deepEqual(times(() => 0), due);
  assert.deepEqual(times(() => 7), due.map((time) => time + 7));
});

Deno.test("a record that would overtake the one before arrives with it", () => {
  assert.deepEqual(
    times((time) => time === 1 ? 250 : 0),
    [251, 251, 251, 301, 401, 501, 601],
  );
});
