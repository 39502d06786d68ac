import { naiveExchange, type NaiveOrder } from "./naive_exchange.ts";
import type { Outcome, Setup, Step } from "./naive_setup.ts";

/**
 * A second backtest, slow and plain, to hold `Backtest` against.
 *
 * Everything that happens is an object of one list, of which the earliest is taken until the
 * client has received its last record; the exchange looks at every record and every order, and
 * money is a `bigint`. Written from the stated choices (`venueChoices`, the scenarios in
 * tests/venue), it shares no code with the library.
 */
export function naiveBacktest(setup: Setup): Outcome {
  const { markets, script, latency } = setup;
  const out: Outcome = {
    fills: [],
    heard: [],
    funding: [],
    wallet: BigInt(setup.balance) * 100_000_000n,
    positions: markets.map(() => 0),
    twiceEquity: 0n,
  };

  // One list of everything that happens; of one time by phase, then by the rest of the key.
  type Event = { key: number[]; run: () => void };
  const events: Event[] = [];
  let now = 0;
  let sent = 0;
  let last = 0;
  let end = 0;
  const at = (time: number, phase: number, tie: number[], run: () => void) =>
    events.push({ key: [time, phase, ...tie, sent++], run });
  const before = ({ key: a }: Event, { key: b }: Event) => {
    const k = a.findIndex((value, k) => value !== b[k]);
    return a[k]! < b[k]!;
  };
  const arrival = { order: 0, response: 0 };
  const travel = (way: "order" | "response", run: () => void) => {
    const takes = latency[way] + now % 7 * latency.jitter;
    // Nothing overtakes another on its way.
    arrival[way] = Math.max(arrival[way], now + takes);
    at(arrival[way], way === "order" ? 1 : 2, [], run);
  };
  const exchange = naiveExchange(setup, out, {
    now: () => now,
    // Of itself the exchange does nothing after its last record.
    due: (time, run) => at(time, -1, [], () => time <= last && run()),
    answer(type, order, fill) {
      const { lots, price } = order;
      travel("response", () => hear(type, order, { lots, price, fill }));
    },
    tell: () => travel("response", () => {}),
  });

  // The client, as it sees the market and hears of its orders.
  const seen = markets.map(() => ({ bid: NaN, ask: NaN, quotes: 0 }));
  const holds = markets.map(() => 0);
  const orders: NaiveOrder[] = [];
  let fillsHeard = 0;
  const follow = (wanted: (step: Step) => boolean) =>
    script.filter(wanted).forEach(act);
  const hear = (
    type: string,
    order: NaiveOrder,
    { lots, price, fill }: { lots: number; price: number; fill: number },
  ) => {
    out.heard.push(`${now} ${type} #${order.id}`);
    const { known, m, side } = order;
    const ends = ["canceled", "expired", "rejected"];
    if (["filled", ...ends].includes(order.status)) return;
    known.filled += fill;
    holds[m]! += side * fill;
    if (type === "updated") Object.assign(known, { lots, price });
    if (ends.includes(type)) order.status = type;
    else order.status = known.filled === known.lots ? "filled" : "open";
    if (type !== "filled") return;
    const n = fillsHeard++;
    follow((step) => step.on === "fill" && step.n === n);
  };
  const send = (
    terms: Partial<NaiveOrder> & { m: number; side: 1 | -1; lots: number },
  ) => {
    const { lots, price = NaN } = terms;
    const order: NaiveOrder = {
      id: orders.length,
      market: true,
      price,
      filled: 0,
      tif: "GTC",
      expires: Infinity,
      postOnly: false,
      reduceOnly: false,
      state: "away",
      since: 0,
      turn: 0,
      front: NaN,
      shown: 0,
      traded: 0,
      tradedAt: 0,
      dropped: false,
      status: "submitted",
      known: { lots, price, filled: 0 },
      ...terms,
    };
    orders.push(order);
    travel("order", () => exchange.submit(order));
  };
  const act = ({ symbol: m, act }: Step) => {
    if (act.do === "close") {
      const lots = holds[m]!;
      if (lots === 0) return;
      return send({ m, side: lots > 0 ? -1 : 1, lots: Math.abs(lots) });
    }
    if (act.do === "submit") {
      const { side, lots, tif, postOnly, reduceOnly } = act;
      const best = seen[m]![act.base];
      if (best !== best) return;
      const market = act.kind === "market";
      return send({
        m,
        side,
        lots,
        market,
        tif,
        postOnly,
        reduceOnly,
        ...!market && { price: best + act.offset },
        ...tif === "GTD" && { expires: now + act.life },
      });
    }
    const open = orders.filter((order) =>
      order.m === m && order.status === "open" &&
      (act.do === "cancel" || !order.market)
    );
    const order = open[act.pick % open.length];
    if (order === undefined) return;
    order.status = "pending";
    if (act.do === "cancel") {
      return travel("order", () => exchange.cancel(order));
    }
    const lots = Math.max(1, order.known.lots + act.lots);
    const price = order.known.price + act.ticks;
    travel("order", () => exchange.modify(order, lots, price));
  };

  // Every record twice: at the exchange and at the client.
  markets.forEach((market, m) => {
    const both = <R extends { at: number; seen: number }>(
      records: R[],
      family: number,
      take: (record: R) => void,
      see: (record: R) => void = () => {},
    ) =>
      records.forEach((record, row) => {
        const tie = [family, m, row];
        last = Math.max(last, record.at);
        at(record.at, 0, tie, () => take(record));
        end = Math.max(end, record.seen + latency.feed);
        at(record.seen + latency.feed, 3, tie, () => see(record));
      });
    both(market.rates, 0, (record) => exchange.rate(m, record));
    both(market.marks, 1, ({ price }) => exchange.mark(m, price));
    both(market.trades, 4, (record) => exchange.trade(m, record));
    both(market.quotes, 5, (record) => exchange.quote(m, record), (record) => {
      const n = seen[m]!.quotes++;
      seen[m]!.bid = record.bid;
      seen[m]!.ask = record.ask;
      follow((step) =>
        step.on === "quote" && step.n === n && step.symbol === m
      );
    });
  });
  for (const step of script) {
    if (step.on === "time") at(step.time, 4, [], () => act(step));
  }
  while (events.length > 0) {
    const first = events.reduce((a, b) => before(b, a) ? b : a);
    // The last record that the client receives is of the last moment.
    if (first.key[0]! > end) break;
    events.splice(events.indexOf(first), 1);
    now = first.key[0]!;
    first.run();
  }
  return { ...out, twiceEquity: exchange.twiceEquity() };
}
