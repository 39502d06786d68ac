import assert from "node:assert/strict";
import { displayAll, md, record, VALUES } from "volarb/notebook";

Deno.test("record() rounds numbers, keeps texts and lists both", () => {
  const { forms } = record(
    {
      ratio: 6.0421,
      share: 0.123456,
      days: 50,
      trades: 10n,
      from: "2025-05-05",
    },
    { digits: { share: 2 } },
  );
  assert.deepEqual(forms[VALUES], {
    ratio: "6.042",
    share: "0.12",
    days: "50",
    trades: "10",
    from: "2025-05-05",
  });
  assert.equal(
    forms["text/plain"],
    "ratio   6.042\nshare   0.12\ndays    50\ntrades  10\nfrom    2025-05-05",
  );
});

Deno.test("record() refuses what no report could quote", () => {
  assert.throws(() => record({ bad: NaN }), {
    name: "RangeError",
    message: "Cannot record bad as it must be finite: current value is NaN",
  });
  assert.throws(() => record({ "1st": 1 }), /name must be letters.*is 1st$/);
});

Deno.test("md keeps the backslashes of TeX and puts values in", () => {
  const prose = md`$\frac{\sigma^2}{2}$ is ${
    1 / 3
  }, ${7} of ${10n} in ${"BTC"}`;
  const text = "$\\frac{\\sigma^2}{2}$ is 0.3333, 7 of 10 in BTC";
  assert.deepEqual(prose.forms, { "text/markdown": text, "text/plain": text });
});

Deno.test("what is displayed is what the kernel asks a value for", () => {
  const value = md`x` as unknown as Record<symbol, () => unknown>;
  assert.deepEqual(value[Symbol.for("Jupyter.display")]!(), {
    "text/markdown": "x",
    "text/plain": "x",
  });
});

Deno.test("displayAll() needs a notebook", () => {
  assert.throws(() => displayAll(md`x`), {
    name: "TypeError",
    message: /must run in a notebook: there is no kernel$/,
  });
});
