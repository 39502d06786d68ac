import assert from "node:assert/strict";
import * as fc from "fast-check";
import { fingerprint, RecentRows } from "../../lib/market/recent_rows.ts";

Deno.test("an id that comes again is the same row or another one, by its fingerprint", () => {
  const rows = new RecentRows(4);
  assert.deepEqual(
    [[7, 1], [9, 2], [7, 1], [9, 3], [8, 4], [8, 4], [8, 5], [10, 6]].map((
      [id, print],
    ) => rows.add(id!, print!)),
    ["new", "new", "same", "other", "new", "same", "other", "new"],
  );
});

Deno.test("what is remembered is what a map of all rows says, while the ring holds them", () => {
  fc.assert(fc.property(
    fc.array(
      fc.tuple(fc.integer({ min: -30, max: 200 }), fc.integer({ max: 2 })),
      { maxLength: 500 },
    ),
    (list) => {
      const rows = new RecentRows(9);
      const all = new Map<number, number>();
      for (const [id, print] of list) {
        const known = all.get(id);
        if (known === undefined) all.set(id, print);
        assert.equal(
          rows.add(id, print),
          known === undefined ? "new" : known === print ? "same" : "other",
        );
      }
    },
  ));
});

Deno.test("the ring forgets the oldest of the ids that rise, and none of the others", () => {
  const rows = new RecentRows(3);
  for (let id = 0; id < 20; id++) rows.add(3e12 + 5 * id, id);
  for (let id = 12; id < 20; id++) {
    assert.equal(rows.add(3e12 + 5 * id, id), "same");
    assert.equal(rows.add(3e12 + 5 * id, -1), "other");
  }
  assert.equal(rows.add(3e12 + 5 * 11, 11), "new");
  // An id between two of the ring was not there.
  assert.equal(rows.add(3e12 + 5 * 15 + 1, 15), "new");
});

Deno.test("fingerprint() is another one for another number, order or sign", () => {
  const print = (...values: number[]) => values.reduce(fingerprint, 0);
  const prints = [
    print(1, 2),
    print(2, 1),
    print(1, -2),
    print(1, 2, 0),
    print(2 ** 31, 2),
    print(NaN, 2, 3),
  ];
  assert.equal(new Set(prints).size, prints.length);
  assert.ok(prints.every((value) => value === (value | 0)));
});
