import type { Outcome, Quote, Rate, Setup, Trade } from "./naive_setup.ts";

const HOUR = 3_600_000_000;

/** An order: its terms, where it stands at the exchange, and what the client knows of it. */
export type NaiveOrder = {
  id: number;
  /** Index of the market. */
  m: number;
  side: 1 | -1;
  market: boolean;
  price: number;
  lots: number;
  filled: number;
  tif: string;
  expires: number;
  postOnly: boolean;
  reduceOnly: boolean;
  state: "away" | "entering" | "resting" | "closed";
  /** What is later than this may fill it. */
  since: number;
  /** Time priority. */
  turn: number;
  /** Lots ahead; `NaN` while the level has not been seen. */
  front: number;
  /** Size of the level when last seen. */
  shown: number;
  /** Lots traded at the level that no drop has shown yet, when, and whether one followed. */
  traded: number;
  tradedAt: number;
  dropped: boolean;
  status: string;
  known: { lots: number; price: number; filled: number };
};

/** What the exchange is joined to. */
export type Surroundings = {
  now: () => number;
  /** Lets something happen before all else of a time. */
  due: (time: number, run: () => void) => void;
  /** Sends an answer to the client. */
  answer: (type: string, order: NaiveOrder, fill: number) => void;
  /** Sends news of a payment, which takes its turn on the same way. */
  tell: () => void;
};

/** A number rounded half away from zero. */
const divide = (a: bigint, b: bigint) =>
  (a < 0n ? -1n : 1n) * (((a < 0n ? -a : a) * 2n + b) / (2n * b));

/** The exchange: looks at every record and at every order. */
export function naiveExchange(
  setup: Setup,
  out: Outcome,
  { now, due, answer, tell }: Surroundings,
) {
  const { markets } = setup;
  const orders: NaiveOrder[] = [];
  const books = markets.map(() => ({
    bid: { ticks: NaN, lots: 0, taken: 0 },
    ask: { ticks: NaN, lots: 0, taken: 0 },
    time: -Infinity,
    mark: NaN,
    last: NaN,
    /** Twice the last middle; while there was none twice the last price, own ones too. */
    worth: NaN,
    quoted: false,
  }));
  type Side = typeof books[number]["bid"];
  const costs = markets.map(() => 0n);
  let turns = 0;

  const live = (m: number, state: NaiveOrder["state"]) =>
    orders.filter((order) => order.m === m && order.state === state);
  const byPriority = (a: NaiveOrder, b: NaiveOrder) =>
    b.side - a.side || a.side * (b.price - a.price) || a.turn - b.turn;
  /** Takers in the order of arrival, then resting buys and sells by price and time. */
  const inOrder = (m: number) => [
    ...live(m, "entering").sort((a, b) => a.turn - b.turn),
    ...live(m, "resting").sort(byPriority),
  ];
  const close = (order: NaiveOrder, type: string) => {
    order.state = "closed";
    answer(type, order, 0);
  };
  /** What an order may still trade. */
  const room = ({ reduceOnly, m, side, lots, filled }: NaiveOrder) =>
    reduceOnly
      ? Math.min(lots - filled, Math.max(0, -side * out.positions[m]!))
      : lots - filled;
  const money = (m: number, ticks: number, lots: number) =>
    BigInt(ticks * lots) *
    10n ** BigInt(8 - markets[m]!.tickScale - markets[m]!.lotScale);

  const fill = (
    order: NaiveOrder,
    ticks: number,
    lots: number,
    liquidity: "maker" | "taker",
  ) => {
    const { m, side } = order;
    const rates = setup.fees.findLast(({ from }) => from <= now())!;
    const fee = divide(
      money(m, ticks, lots) * BigInt(rates[liquidity]),
      100_000_000n,
    );
    const before = out.positions[m]!;
    const shut = before * side < 0 ? Math.min(Math.abs(before), lots) : 0;
    const share = shut === 0
      ? 0n
      : divide(costs[m]! * BigInt(shut), BigInt(Math.abs(before)));
    const profit = BigInt(-side) * money(m, ticks, shut) - share;
    costs[m]! += BigInt(side) * money(m, ticks, lots - shut) - share;
    out.positions[m] = before + side * lots;
    out.wallet += profit - fee;
    if (!books[m]!.quoted) books[m]!.worth = 2 * ticks;
    order.filled += lots;
    if (order.filled === order.lots) order.state = "closed";
    out.fills.push(
      `${now()} #${order.id} ${
        side * lots
      } @ ${ticks} ${liquidity} fee ${fee} profit ${profit} position ${
        out.positions[m]
      } wallet ${out.wallet}`,
    );
    answer("filled", order, lots);
    for (const other of inOrder(m)) {
      if (!other.reduceOnly || room(other) > 0) continue;
      close(other, other === order ? "expired" : "canceled");
    }
  };

  const sideOf = (m: number, side: 1 | -1) =>
    side === 1 ? books[m]!.ask : books[m]!.bid;
  /** Lots that a side has up to `k` ticks behind its best price. */
  const depth = ({ lots }: Side, k: number) =>
    k === 0 ? lots : setup.impact === "oneTick" ? Infinity : lots * (1 + k);
  const allows = ({ market, side, price }: NaiveOrder, { ticks }: Side) =>
    market ? ticks === ticks : side * (price - ticks) >= 0;
  const isImmediate = ({ market, tif }: NaiveOrder) =>
    market || tif === "IOC" || tif === "FOK";

  /** Own resting orders that would trade with an order at a price go. */
  const clear = ({ m, side }: NaiveOrder, price: number) =>
    live(m, "resting")
      .filter((other) =>
        other.side !== side && side * (price - other.price) >= 0
      )
      .sort(byPriority)
      .forEach((other) => close(other, "expired"));

  const take = (order: NaiveOrder, book: Side) => {
    const { side, market, price } = order;
    const reach = market ? setup.protection : side * (price - book.ticks);
    const eaten = setup.consumption === "untilChange"
      ? book
      : { taken: book.taken };
    if (
      order.tif === "FOK" && !(depth(book, reach) - eaten.taken >= room(order))
    ) return close(order, "expired");
    for (let k = 0; k <= reach && room(order) > 0; k++) {
      const lots = Math.min(depth(book, k) - eaten.taken, room(order));
      if (lots <= 0) continue;
      const ticks = book.ticks + side * k;
      clear(order, ticks);
      eaten.taken += lots;
      fill(order, ticks, lots, "taker");
    }
  };
  /** An order takes what it may, and rests or goes with what is left. */
  const enter = (order: NaiveOrder, book: Side) => {
    const crosses = allows(order, book);
    if (crosses && order.postOnly) return close(order, "expired");
    if (crosses) take(order, book);
    if (order.state === "closed") return;
    if (isImmediate(order)) close(order, "expired");
    else rest(order);
  };
  const rest = (order: NaiveOrder) => {
    const own = sideOf(order.m, order.side === 1 ? -1 : 1);
    clear(order, order.price);
    order.state = "resting";
    order.traded = 0;
    const better = order.side * (order.price - own.ticks);
    order.shown = better === 0 ? own.lots : 0;
    order.front = better === 0
      ? Math.max(0, own.lots - own.taken)
      : better > 0
      ? 0
      : NaN;
  };
  /** An order arrives, or is moved to another place. */
  const place = (order: NaiveOrder) => {
    order.since = now();
    order.turn = turns++;
    order.state = "entering";
    const far = sideOf(order.m, order.side);
    const known = far.ticks === far.ticks;
    if (known && !isImmediate(order) && !allows(order, far)) return rest(order);
    const fresh = now() - books[order.m]!.time <= setup.maxQuoteAge;
    if (setup.timing === "standing" && known && fresh) enter(order, far);
  };

  /** Whether the notional is too small, at the limit, else at mark, middle or last price. */
  const small = ({ m, price, lots, reduceOnly }: NaiveOrder) => {
    const { tickScale, minNotional } = markets[m]!;
    const { mark, bid, ask, last } = books[m]!;
    const middle = (bid.ticks + ask.ticks) / 2;
    const ticks = [price, mark / 10 ** (8 - tickScale), middle, last]
      .find((value) => value === value);
    if (ticks === undefined || reduceOnly) return false;
    const least = BigInt(minNotional) * 1_000_000_000_000n;
    return BigInt(Math.round(ticks * 1e4)) * money(m, 1, lots) < least;
  };

  /** A resting order looks at the display of its price. */
  const look = (order: NaiveOrder) => {
    const own = sideOf(order.m, order.side === 1 ? -1 : 1);
    const better = order.side * (order.price - own.ticks);
    if (!(better >= 0)) return;
    const size = better === 0 ? own.lots : 0;
    const unseen = order.front !== order.front;
    if (!unseen && size === order.shown) return;
    // The first drop after a trade shows it; later ones while its row may go on.
    if (order.dropped && now() - order.tradedAt > 100_000) order.traded = 0;
    const { front, shown } = order;
    const drop = shown - size - order.traded;
    order.front = unseen ? size : Math.min(front, size);
    if (!unseen && setup.queue === "power2" && drop > 0) {
      const back = Math.max(shown - front, 0);
      const p = front + back === 0 ? 1 : 1 / (1 + (front / back) ** 2);
      const ahead = front - (1 - p) * drop + Math.min(back - p * drop, 0);
      order.front = Math.min(Math.max(ahead, 0), size);
    }
    order.traded = Math.max(0, order.traded - Math.max(0, shown - size));
    order.dropped = true;
    order.shown = size;
  };

  const quote = (m: number, record: Quote) => {
    const { bid, ask } = books[m]!;
    books[m]!.time = now();
    const show = (side: Side, ticks: number, lots: number) => {
      if (side.ticks === ticks && side.lots === lots) return;
      Object.assign(side, { ticks, lots, taken: 0 });
    };
    show(bid, record.bid, record.bidLots);
    show(ask, record.ask, record.askLots);
    if (bid.ticks + ask.ticks > 0) {
      books[m]!.worth = bid.ticks + ask.ticks;
      books[m]!.quoted = true;
    }
    // Whoever comes to rest on this quote has taken from it what it could.
    const before = inOrder(m).filter(({ since }) => since < now());
    const resting = before.filter(({ state }) => state === "resting");
    for (const order of before) {
      const far = sideOf(m, order.side);
      if (order.state === "entering" && far.ticks === far.ticks) {
        enter(order, far);
      }
    }
    for (const order of resting) {
      if (order.state === "closed") continue;
      const far = sideOf(m, order.side);
      if (!allows(order, far)) {
        look(order);
        continue;
      }
      order.front = order.shown = order.traded = 0;
      const k = order.side * (order.price - far.ticks);
      const lots = Math.min(room(order), depth(far, k) - far.taken);
      if (!(lots > 0)) continue;
      if (setup.consumption === "untilChange") far.taken += lots;
      fill(order, order.price, lots, "maker");
    }
  };

  const trade = (m: number, { ticks, sign, lots }: Trade) => {
    const print = { ticks, lots, taken: 0 };
    books[m]!.last = ticks;
    if (!books[m]!.quoted) books[m]!.worth = 2 * ticks;
    const waiting = live(m, "entering").sort((a, b) => a.turn - b.turn);
    const hit = live(m, "resting").filter(({ side, price, since }) =>
      side === -sign && since < now() && side * (price - ticks) >= 0
    ).sort(byPriority);
    for (const order of hit) {
      if (order.state === "closed") continue;
      const left = lots - print.taken;
      let reached = left;
      if (order.price === ticks) {
        if (order.front !== order.front) continue;
        reached = Math.round(left - order.front);
        order.front = Math.max(0, order.front - left);
        order.traded += lots;
        order.tradedAt = now();
        order.dropped = false;
      } else order.front = order.shown = order.traded = 0;
      const filled = Math.min(reached, room(order));
      if (!(filled > 0)) continue;
      print.taken += filled;
      fill(order, order.price, filled, "maker");
    }
    if (books[m]!.time > -Infinity) return;
    for (const order of waiting) {
      if (order.state === "entering" && order.since < now()) {
        enter(order, print);
      }
    }
  };

  // Settlements: who holds what at which price, and the rate when it comes or has come.
  const crossed = markets.map(() => new Map<number, (rate: number) => void>());
  const early = markets.map(() => new Map<number, number>());
  const settle = (m: number, time: number) => {
    const lots = out.positions[m]!;
    const { mark, bid, ask } = books[m]!;
    const value = lots === 0
      ? 0n
      : mark === mark
      ? BigInt(lots) * BigInt(mark)
      : money(m, lots, bid.ticks + ask.ticks);
    const per = mark === mark
      ? 10n ** BigInt(8 + markets[m]!.lotScale)
      : 200_000_000n;
    crossed[m]!.set(time, (rate) => {
      const amount = -divide(value * BigInt(rate), per);
      if (lots !== 0) tell();
      if (amount === 0n) return;
      out.wallet += amount;
      out.funding.push(`${now()} ${amount} wallet ${out.wallet}`);
    });
    const rate = early[m]!.get(time);
    if (rate !== undefined) crossed[m]!.get(time)!(rate);
  };
  markets.forEach(({ spans }, m) => {
    for (let time = HOUR; time <= 24 * HOUR; time += HOUR) {
      const span = spans.findLast(({ from }) => from <= time);
      if (span === undefined) continue;
      if ((time - span.from) % (span.hours * HOUR) !== 0) continue;
      due(time, () => settle(m, time));
    }
  });

  return {
    quote,
    trade,
    mark: (m: number, price: number) => books[m]!.mark = price,
    rate(m: number, { at, rate }: Rate) {
      const time = Math.round(at / HOUR) * HOUR;
      const pay = crossed[m]!.get(time);
      if (pay === undefined) early[m]!.set(time, rate);
      else pay(rate);
    },
    submit(order: NaiveOrder) {
      const { m, side, expires } = order;
      const useless = order.reduceOnly && out.positions[m]! * side >= 0;
      const takes = order.postOnly && allows(order, sideOf(m, side));
      if (expires <= now() || small(order) || useless || takes) {
        return close(order, "rejected");
      }
      orders.push(order);
      if (expires < Infinity) {
        due(expires, () => {
          if (order.state !== "closed") close(order, "expired");
        });
      }
      answer("accepted", order, 0);
      place(order);
    },
    cancel(order: NaiveOrder) {
      if (order.state === "closed") answer("cancelRejected", order, 0);
      else close(order, "canceled");
    },
    modify(order: NaiveOrder, lots: number, price: number) {
      const changed = { ...order, lots, price };
      const same = lots === order.lots && price === order.price;
      if (order.state === "closed" || same || lots < 1 || small(changed)) {
        return answer("modifyRejected", order, 0);
      }
      const takes = order.postOnly &&
        allows(changed, sideOf(order.m, order.side));
      if (takes || lots <= order.filled) return close(order, "canceled");
      const keeps = price === order.price && lots < order.lots;
      Object.assign(order, { lots, price });
      answer("updated", order, 0);
      if (!keeps) place(order);
    },
    /** Twice the wallet and the open positions at the middle. */
    twiceEquity: () =>
      markets.reduce((sum, _, m) => {
        const lots = out.positions[m]!;
        if (lots === 0) return sum;
        return sum + money(m, lots, books[m]!.worth) - 2n * costs[m]!;
      }, 2n * out.wallet),
  };
}
