import { naiveExchange, type NaiveOrder } from "./naive_exchange.ts";
import type { Act, Outcome, Setup, Step, Tie } from "./naive_setup.ts";
import { followed, isLimit, isTriggered, sets } from "./naive_triggers.ts";

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
    account: [],
    wallet: 0n,
    positions: [],
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
    // Of itself the exchange does nothing after its last record; what was paid is judged then.
    due(time, run) {
      at(time, -1, [], () => time <= last && run());
      at(time, -0.5, [], () => time <= last && exchange.finish());
    },
    answer(type, order, fill, terms = order) {
      const { lots, price, trigger } = terms;
      const news = { lots, price, trigger, fill };
      travel("response", () => hear(type, orders[order.id]!, news));
    },
    tell(text, hear = () => {}) {
      travel("response", () => {
        out.heard.push(`${now} ${text}`);
        hear();
      });
    },
    lost({ m, leg }, lots) {
      holds[m]![leg]! -= lots;
    },
  });
  const command = (run: () => void) =>
    travel("order", () => {
      run();
      exchange.finish();
    });

  // The client, as it sees the market and hears of its orders.
  const seen = markets.map(() => ({
    bid: NaN,
    ask: NaN,
    last: NaN,
    /** In units of 1e-8. */
    mark: NaN,
    quotes: 0,
  }));
  const holds = markets.map(() => [0, 0]);
  const orders: NaiveOrder[] = [];
  /** What the venue has of an order that the client had held. */
  const wires = new Map<NaiveOrder, NaiveOrder>();
  let fillsHeard = 0;
  const follow = (wanted: (step: Step) => boolean) =>
    script.filter(wanted).forEach(act);
  const hear = (
    type: string,
    order: NaiveOrder,
    { fill, ...terms }: {
      lots: number;
      price: number;
      trigger: number;
      fill: number;
    },
  ) => {
    out.heard.push(`${now} ${type} #${order.id}`);
    const { known, m, leg, side, status } = order;
    const ends = ["canceled", "expired", "rejected"];
    if (["filled", ...ends].includes(status)) return;
    known.filled += fill;
    holds[m]![leg]! += side * fill;
    if (type === "updated") Object.assign(known, terms);
    const answered = type === "updated" || type === "modifyRejected"
      ? status === "pendingUpdate"
      : type === "cancelRejected"
      ? status === "pendingCancel"
      : type === "filled" || !status.startsWith("pending");
    if (ends.includes(type)) order.status = type;
    else if (answered) order.status = "open";
    if (type !== "filled") return;
    if (known.filled === known.lots) order.status = "filled";
    const n = fillsHeard++;
    follow((step) => step.on === "fill" && step.n === n);
  };
  const send = (
    terms: Partial<NaiveOrder> & { m: number; side: 1 | -1; lots: number },
  ) => {
    const { lots, price = NaN, trigger = NaN, trail, kind = "market" } = terms;
    const order: NaiveOrder = {
      id: orders.length,
      leg: 0,
      kind,
      price,
      trigger,
      by: "bidAsk",
      active: trail === undefined || Number.isNaN(trail.activation),
      asked: lots,
      filled: 0,
      reserve: 0,
      tif: "GTC",
      expires: Infinity,
      postOnly: false,
      reduceOnly: false,
      state: "away",
      triggered: !isTriggered(kind),
      secured: false,
      since: 0,
      turn: 0,
      front: NaN,
      shown: 0,
      traded: 0,
      tradedAt: 0,
      dropped: false,
      emulated: false,
      status: "submitted",
      known: { lots, price, trigger, filled: 0 },
      ...terms,
    };
    orders.push(order);
    if (order.emulated) hold(order);
    else command(() => exchange.submit(order));
  };

  // Orders that the client holds until they trigger.
  const note = (type: string, order: NaiveOrder) =>
    out.heard.push(`${now} ${type} #${order.id}`);
  const hold = (order: NaiveOrder) => {
    order.status = "held";
    note("emulated", order);
    // Alarms of one time ring by their names.
    const name = String(order.id + 1);
    const rank = Number(name.padEnd(3, "0")) + name.length / 10;
    if (order.expires < Infinity) {
      at(order.expires, 4, [-1, rank], () => {
        if (order.status !== "held") return;
        order.status = "expired";
        note("expired", order);
      });
    }
    watch(order);
  };
  const watch = (order: NaiveOrder) => {
    const { m, by, side, known, kind } = order;
    const { bid, ask, last, mark } = seen[m]!;
    const price = by === "last"
      ? last
      : by === "mark"
      ? mark / 10 ** (8 - markets[m]!.tickScale)
      : side === 1
      ? ask
      : bid;
    if (order.status !== "held" || price !== price) return;
    const before = known.trigger;
    const level = { ...order, trigger: before };
    followed(level, price, markets[m]!.tickScale);
    order.active = level.active;
    known.trigger = level.trigger;
    if (!Object.is(known.trigger, before)) note("updated", order);
    const reached = kind === "market" ||
      (kind === "limit" && side * (known.price - price) >= 0) ||
      sets({ kind, side, trigger: known.trigger }, price);
    if (!reached) return;
    note("released", order);
    order.status = "submitted";
    const { trail, ...rest } = order;
    const limit = isLimit(kind);
    const { tif, expires, postOnly } = order;
    const wire: NaiveOrder = {
      ...rest,
      kind: limit ? "limit" : "market",
      price: trail === undefined
        ? known.price
        : limit
        ? known.trigger + side * trail.limit
        : NaN,
      trigger: NaN,
      triggered: true,
      lots: known.lots,
      asked: known.lots,
      tif: limit ? tif : "GTC",
      expires: limit ? expires : Infinity,
      postOnly: limit && postOnly,
    };
    wires.set(order, wire);
    command(() => exchange.submit(wire));
  };
  const watchAll = (m: number, by: NaiveOrder["by"]) =>
    orders.filter((order) =>
      order.status === "held" && order.m === m && order.by === by
    ).forEach(watch);

  const act = ({ symbol: m, act }: Step) => {
    if (act.do === "close") {
      for (const leg of [0, 1] as const) {
        const lots = holds[m]![leg]!;
        if (lots === 0) continue;
        send({ m, leg, side: lots > 0 ? -1 : 1, lots: Math.abs(lots) });
      }
      return;
    }
    if (act.do === "cancel" || act.do === "modify") return change(m, act);
    const { side, lots } = act;
    const best = seen[m]![act.base];
    if (best !== best) return;
    const id = orders.length;
    if (act.do === "bracket") {
      const leg = setup.hedge && side === -1 ? 1 : 0;
      const { kind } = act;
      const tie = (other: number): Tie => ({
        type: "OUO",
        linked: [other],
        parent: id,
      });
      const exit = {
        m,
        leg,
        side: side === 1 ? -1 : 1,
        lots,
        reduceOnly: !setup.hedge,
      } as const;
      send({
        m,
        leg,
        side,
        lots,
        kind,
        tie: { type: "OTO", linked: [id + 1, id + 2] },
        ...kind === "limit" && { price: best + act.offset },
      });
      send({
        ...exit,
        kind: "stopMarket",
        by: act.by,
        trigger: best - side * act.stop,
        tie: tie(id + 2),
      });
      send({
        ...exit,
        kind: "limit",
        price: best + side * act.target,
        tie: tie(id + 1),
      });
      return;
    }
    const leg = setup.hedge ? act.leg : 0;
    if (act.do === "pair") {
      const { type, offset, trigger } = act;
      const common = { m, leg, side };
      const linked = (other: number): Tie => ({ type, linked: [other] });
      send({
        ...common,
        lots,
        kind: "limit",
        price: best + offset,
        tie: linked(id + 1),
      });
      send({
        ...common,
        lots: act.others,
        tie: linked(id),
        ...act.stop
          ? { kind: "stopMarket", trigger: best + side * trigger }
          : { kind: "limit", price: best + offset - side * trigger },
      });
      return;
    }
    const { kind, tif, postOnly, trail, by, emulated } = act;
    const trails = kind.startsWith("trailing");
    send({
      m,
      leg,
      side,
      lots,
      kind,
      tif,
      postOnly,
      by,
      emulated,
      reduceOnly: act.reduceOnly && !setup.hedge,
      ...isLimit(kind) && !trails && { price: best + act.offset },
      ...isTriggered(kind) && !trails && { trigger: best + act.trigger },
      ...trails &&
        { trail: { ...trail, activation: best + trail.activation } },
      ...tif === "GTD" && { expires: now + act.life },
    });
  };
  const change = (m: number, act: Act & { do: "cancel" | "modify" }) => {
    const open = orders.filter((order) =>
      order.m === m && ["open", "held"].includes(order.status) &&
      (act.do === "cancel" || order.kind !== "market")
    );
    const order = open[act.pick % open.length];
    if (order === undefined) return;
    const { known, kind, trail, status } = order;
    const wire = wires.get(order) ?? order;
    if (act.do === "cancel") {
      if (status === "open") {
        order.status = "pendingCancel";
        return command(() => exchange.cancel(wire));
      }
      order.status = "canceled";
      note("canceled", order);
      return;
    }
    const changes = {
      lots: Math.max(1, known.lots + act.lots),
      ...isLimit(kind) && trail === undefined &&
        { price: known.price + act.ticks },
      ...isTriggered(kind) && trail === undefined &&
        { trigger: known.trigger + act.ticks },
    };
    if (status === "open") {
      order.status = "pendingUpdate";
      return command(() => exchange.modify(wire, changes));
    }
    Object.assign(known, changes);
    note("updated", order);
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
        at(record.at, 0, tie, () => {
          take(record);
          exchange.finish();
        });
        end = Math.max(end, record.seen + latency.feed);
        at(record.seen + latency.feed, 3, tie, () => see(record));
      });
    both(market.rates, 0, (record) => exchange.rate(m, record));
    both(market.marks, 1, ({ price }) => exchange.mark(m, price), (record) => {
      seen[m]!.mark = record.price;
      watchAll(m, "mark");
    });
    both(market.trades, 4, (record) => exchange.trade(m, record), (record) => {
      seen[m]!.last = record.ticks;
      watchAll(m, "last");
    });
    both(market.quotes, 5, (record) => exchange.quote(m, record), (record) => {
      const n = seen[m]!.quotes++;
      seen[m]!.bid = record.bid;
      seen[m]!.ask = record.ask;
      watchAll(m, "bidAsk");
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
  return {
    ...out,
    wallet: exchange.account.wallet,
    positions: exchange.positions.map(({ lots }) => lots),
    twiceEquity: exchange.twiceEquity(),
  };
}
