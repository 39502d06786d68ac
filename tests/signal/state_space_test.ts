import assert from "node:assert/strict";
import { stateSpace } from "../../lib/signal/mod.ts";

const TWO = {
  transition: [[1, 1], [0, 1]],
  stateNoise: [[1, 0], [0, 1]],
  loading: [[1, 0]],
  observationNoise: 1,
};

// def-state-space
Deno.test("stateSpace() lays matrices out row by row and knows nothing of the first state by default", () => {
  const model = stateSpace(TWO);
  assert.deepEqual([...model.transition], [1, 1, 0, 1]);
  assert.deepEqual([...model.initialMean], [0, 0]);
  assert.deepEqual([...model.initialCovariance], [Infinity, 0, 0, Infinity]);
});

Deno.test("stateSpace() names a covariance that has a negative eigenvalue, and the eigenvalue", () => {
  assert.throws(() => stateSpace({ ...TWO, stateNoise: [[1, 2], [2, 1]] }), {
    name: "RangeError",
    message:
      /^Cannot create a state-space model as stateNoise must be positive semidefinite: its least eigenvalue is -(1|0\.99999999)/,
  });
  const bad = [[1, 2], [2, 1]];
  assert.throws(() => stateSpace({ ...TWO, initialCovariance: bad }), {
    name: "RangeError",
    message: /initialCovariance must be positive semidefinite/,
  });
  assert.throws(
    () =>
      stateSpace({
        ...TWO,
        loading: [[1, 0], [0, 1]],
        observationNoise: bad,
      }),
    {
      name: "RangeError",
      message: /observationNoise must be positive semidefinite/,
    },
  );
  assert.throws(() => stateSpace({ ...TWO, observationNoise: -1 }), {
    name: "RangeError",
    message: /observationNoise must be positive semidefinite/,
  });
});

Deno.test("stateSpace() refuses a covariance that is not symmetric", () => {
  assert.throws(
    () => stateSpace({ ...TWO, stateNoise: [[1, 0.1], [0.2, 1]] }),
    {
      name: "RangeError",
      message:
        /stateNoise must be symmetric: entries \(1, 0\) and \(0, 1\) are 0.2 and 0.1/,
    },
  );
});

Deno.test("stateSpace() refuses shapes, entries, starts and keys that do not fit", () => {
  assert.throws(
    () => stateSpace({ ...TWO, loading: [[1]] }),
    /loading must be 1 × 2/,
  );
  assert.throws(
    () => stateSpace({ ...TWO, transition: [[1, NaN], [0, 1]] }),
    /finite/,
  );
  assert.throws(() => stateSpace({ ...TWO, initialMean: 1 }), /initialMean/);
  assert.throws(
    () => stateSpace({ ...TWO, initialCovariance: [[Infinity, 1], [1, 2]] }),
    RangeError,
  );
  assert.throws(
    () => stateSpace({ ...TWO, drift: 1 } as unknown as typeof TWO),
    TypeError,
  );
});
