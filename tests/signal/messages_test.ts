import assert from "node:assert/strict";
import * as fs from "node:fs";
import { CustomData } from "volarb/catalog";
import {
  type AlphaSignal,
  checkedMessage,
  EXECUTION_PHASES,
  type ExecutionState,
  type Message,
  MESSAGE_SCHEMAS,
  messageColumns,
  type MessageOf,
  messagesOf,
  type MessageType,
  type TargetPosition,
  type ToxicityEstimate,
  type VolatilityEstimate,
} from "volarb/signal";

const HEAD = {
  symbol: "BTCUSDT",
  source: "test",
  eventTime: 1_709_600_000_000_000,
  receiveTime: 1_709_600_000_000_250,
};
const alpha: AlphaSignal = {
  ...HEAD,
  type: "AlphaSignal",
  horizon: 60e6,
  mean: 1.5e-5,
  meanVariance: 1e-11,
  variance: 1e-6,
  expectedIc: 0.03,
};
const volatility: VolatilityEstimate = {
  ...HEAD,
  type: "VolatilityEstimate",
  horizon: 60e6,
  variance: 1e-6,
  standardError: NaN,
};
const toxicity: ToxicityEstimate = {
  ...HEAD,
  type: "ToxicityEstimate",
  vpin: 0.31,
  rank: NaN,
  bucketVolume: 125.5,
  buckets: 50,
};
const target: TargetPosition = {
  ...HEAD,
  type: "TargetPosition",
  target: -0.2,
  aim: -0.3,
  band: 0.05,
  rate: 0.5,
  damping: 0.9,
  reduceOnly: 0,
  contracts: -0.004,
};
const execution: ExecutionState = {
  ...HEAD,
  type: "ExecutionState",
  orderId: 7,
  phase: 1,
  quantity: -2,
  filled: 0,
  averagePrice: NaN,
  arrivalPrice: 64_000.5,
  fees: 0,
  deadline: 1_709_600_300_000_000,
};
const ALL: readonly Message[] = [
  alpha,
  volatility,
  toxicity,
  target,
  execution,
];

Deno.test("every type of message has a schema whose fields it carries", () => {
  assert.deepEqual(
    ALL.map(({ type }) => type).sort(),
    Object.keys(MESSAGE_SCHEMAS).sort(),
  );
  for (const message of ALL) {
    const { type, symbol: _, source: __, eventTime, receiveTime, ...fields } =
      message;
    assert.ok(eventTime <= receiveTime);
    const schema = MESSAGE_SCHEMAS[type];
    assert.equal(schema.type, type);
    assert.deepEqual(
      Object.keys(fields),
      schema.fields.map(({ name }) => name),
    );
    for (const { unit, description } of schema.fields) {
      assert.ok(unit.length > 0 && description.length > 0);
    }
    assert.equal(checkedMessage(message), message);
  }
  assert.equal(EXECUTION_PHASES.length, 5);
});

Deno.test("messages go through the catalog and come back the same", () => {
  const root = Deno.makeTempDirSync();
  try {
    for (const message of ALL) roundTrip(root, message);
  } finally {
    fs.rmSync(root, { recursive: true });
  }
});

function roundTrip<T extends MessageType>(
  root: string,
  message: MessageOf<T>,
): void {
  const type = message.type as T;
  const later = {
    ...message,
    eventTime: message.eventTime + 86_400e6,
    receiveTime: message.receiveTime + 86_400e6,
  };
  const data = new CustomData(root, MESSAGE_SCHEMAS[type]);
  const [symbol, source] = [message.symbol, message.source];
  data.write(
    { symbol, source },
    messageColumns(type, [message, later] as MessageOf<T>[]),
  );
  const back = data.origins().flatMap((origin) =>
    messagesOf(type, origin, data.columns(origin))
  );
  assert.deepEqual(back, [message, later]);
  assert.equal(data.dates({ symbol, source }).length, 2);
}

Deno.test("checkedMessage() names what is wrong", () => {
  const cases: readonly [object, string, RegExp][] = [
    [{ ...alpha, type: "Alpha" }, "TypeError", /type must be one of .*Alpha$/],
    [{ ...alpha, symbol: "" }, "TypeError", /symbol must be a word/],
    [{ ...alpha, sigma: 1 }, "TypeError", /fields must be horizon, .*sigma$/],
    [{ ...alpha, mean: "1" }, "TypeError", /field mean must be a number/],
    [
      { ...alpha, mean: NaN },
      "RangeError",
      /field mean must be a finite double: .*NaN/,
    ],
    [
      { ...toxicity, buckets: 0.5 },
      "RangeError",
      /buckets must be a finite integer/,
    ],
    [{ ...volatility, standardError: Infinity }, "RangeError", /Infinity/],
    [
      { ...alpha, eventTime: 0.5 },
      "RangeError",
      /eventTime must be whole micro/,
    ],
    [
      { ...alpha, receiveTime: 1 },
      "RangeError",
      /receiveTime must not be before/,
    ],
  ];
  for (const [message, name, pattern] of cases) {
    assert.throws(() => checkedMessage(message as Message), {
      name,
      message: pattern,
    });
  }
});

Deno.test("messageColumns() takes one type, messagesOf() every column", () => {
  assert.throws(
    () => messageColumns("AlphaSignal", [volatility as unknown as AlphaSignal]),
    {
      name: "TypeError",
      message: /every message must be one: .*VolatilityEstimate/,
    },
  );
  assert.throws(
    () => messagesOf("AlphaSignal", HEAD, { eventTime: new Float64Array(0) }),
    { name: "TypeError", message: /receiveTime must be there/ },
  );
  assert.deepEqual(
    messagesOf("AlphaSignal", HEAD, messageColumns("AlphaSignal", [])),
    [],
  );
});
