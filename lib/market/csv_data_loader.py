"""The venue's CSV files as NautilusTrader objects.

The twin of ``csv_data_loader.ts``: the same files below ``futures/daily`` and
``futures/monthly``, the same rules of time, order and exactness.

NautilusTrader has no class of this name. Its ``CSVTickDataLoader`` and
``CSVBarDataLoader`` read one CSV file with pandas and leave header, unit of time,
order, duplicates and the aggressor's side to the caller; its wranglers take the
text ``"true"`` in ``is_buyer_maker`` for a buyer and fill missing sizes with
1,000,000. Here

- a header is found, not assumed, and a time in microseconds is told from one in
  milliseconds;
- decimals come from their text, so that every price is the venue's to the last
  digit, and one that the instrument's step cannot hold is an error;
- ``ts_event`` is the venue's time and ``ts_init`` the first at which a client could
  have seen the row: NautilusTrader replays by ``ts_init``, so a bar stamped at its
  open would be known a minute early;
- rows are in the order of (time, id); a repeated row is dropped and counted, a
  repeated id with another content is an error.

Times are nanoseconds since the epoch, UTC. Needs ``nautilus_trader``.

    from csv_data_loader import CSVDataLoader

    loader = CSVDataLoader("data/raw", "BTCUSDT")
    engine.add_instrument(loader.instrument("2024-07-19"))
    engine.add_data(loader.quote_ticks("2024-07-19"))
    engine.add_data(loader.trade_ticks("2024-07-19"))
"""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

from nautilus_trader.core.data import Data
from nautilus_trader.model.custom import customdataclass
from nautilus_trader.model.data import (
    Bar,
    BarType,
    FundingRateUpdate,
    QuoteTick,
    TradeTick,
)
from nautilus_trader.model.enums import AggressorSide
from nautilus_trader.model.identifiers import InstrumentId, Symbol, TradeId
from nautilus_trader.model.instruments import CryptoPerpetual
from nautilus_trader.model.objects import Currency, Price, Quantity

MILLISECOND = 1_000_000
MINUTE = 60_000 * MILLISECOND
AGGREGATION = 100 * MILLISECOND  # fills that may still join an aggregate trade
METRICS_WINDOW = 5 * MINUTE
METRICS_LABELLED_BY_START = 1_782_345_600_000 * MILLISECOND  # 2026-06-25

SIDES = {
    "true": AggressorSide.SELLER,  # the buyer rested, so the seller took
    "false": AggressorSide.BUYER,
    "1": AggressorSide.SELLER,
    "0": AggressorSide.BUYER,
}


@customdataclass
class LongShortRatios(Data):
    """Open interest and who is long, over five minutes.

    NaN where the file is blank.
    """

    instrument_id: InstrumentId
    open_interest: float = 0.0
    open_interest_value: float = 0.0
    top_trader_accounts: float = 0.0
    top_trader_positions: float = 0.0
    accounts: float = 0.0
    taker_volume: float = 0.0


class CSVDataLoader:
    """Reads the files of one instrument below a data root.

    Parameters
    ----------
    root : the folder that holds ``futures/daily`` and ``futures/monthly``.
    symbol : the venue's name of the instrument, ``BTCUSDT``.
    feed_delay : time from the venue to the client, nanoseconds.

    After a call, ``repeated`` is the number of repeated rows that were dropped.
    """

    def __init__(
        self,
        root: str | Path,
        symbol: str,
        feed_delay: int = 50 * MILLISECOND,
    ) -> None:
        if feed_delay < 0:
            raise ValueError(
                "Cannot create CSVDataLoader as feed_delay must not be negative: "
                f"current value is {feed_delay}",
            )
        self.root = Path(root)
        self.symbol = symbol
        self.feed_delay = feed_delay
        self.instrument_id = InstrumentId.from_str(f"{symbol}-PERP.BINANCE")
        self.bar_type = BarType.from_str(f"{self.instrument_id}-1-MINUTE-LAST-EXTERNAL")
        self.repeated = 0

    def files(self, kind: str, date: str) -> list[Path]:
        """The files that may hold rows of a UTC day, the daily one first."""
        name = "1m" if kind == "klines_1m" else kind
        found = []
        for span, stamp in (("daily", date), ("monthly", date[:7])):
            folder = self.root / "futures" / span / kind
            for ending in (".csv", ".zip"):
                path = folder / f"{self.symbol}-{name}-{stamp}{ending}"
                if path.exists():
                    found.append(path)
                    break
        return found

    def instrument(self, date: str) -> CryptoPerpetual:
        """The contract as the venue stated it for a UTC day."""
        rules = _rules(self.symbol, date)
        tick, lot = rules["tick"], rules["lot"]
        base = self.symbol.removesuffix("USDT")
        return CryptoPerpetual(
            instrument_id=self.instrument_id,
            raw_symbol=Symbol(self.symbol),
            base_currency=Currency.from_str(base),
            quote_currency=Currency.from_str("USDT"),
            settlement_currency=Currency.from_str("USDT"),
            is_inverse=False,
            price_precision=_places(tick),
            size_precision=_places(lot),
            price_increment=Price.from_str(tick),
            size_increment=Quantity.from_str(lot),
            ts_event=0,
            ts_init=0,
        )

    def trade_ticks(self, date: str) -> list[TradeTick]:
        """``aggTrades``: known 100 ms and the feed after their first fill."""
        price, size = self._scales(date)

        def tick(row: list[str]) -> TradeTick:
            time = _stamp(row[5])
            return TradeTick(
                self.instrument_id,
                price(row[1]),
                size(row[2]),
                _side(row[6]),
                TradeId(row[0]),
                time,
                time + AGGREGATION + self.feed_delay,
            )

        return self._objects(
            "aggTrades",
            date,
            key=lambda row: (_stamp(row[5]), int(row[0])),
            make=tick,
        )

    def quote_ticks(self, date: str) -> list[QuoteTick]:
        """``bookTicker``: known the feed after the venue sent them."""
        price, size = self._scales(date)

        def tick(row: list[str]) -> QuoteTick:
            time = _stamp(row[6])
            return QuoteTick(
                self.instrument_id,
                price(row[1]),
                price(row[3]),
                size(row[2]),
                size(row[4]),
                time,
                time + self.feed_delay,
            )

        return self._objects(
            "bookTicker",
            date,
            key=lambda row: (_stamp(row[6]), int(row[0])),
            make=tick,
        )

    def bars(self, date: str) -> list[Bar]:
        """``klines_1m``: a bar is known at its close, not at its open."""
        price, size = self._scales(date)

        def bar(row: list[str]) -> Bar:
            close = _stamp(row[0]) + MINUTE
            prices = (price(text) for text in row[1:5])
            return Bar(self.bar_type, *prices, size(row[5]), close, close + self.feed_delay)

        return self._objects(
            "klines_1m",
            date,
            key=lambda row: (_stamp(row[0]), 0),
            make=bar,
        )

    def funding_rates(self, date: str) -> list[FundingRateUpdate]:
        """``fundingRate``: the rate that is settled at ``ts_event``."""

        def update(row: list[str]) -> FundingRateUpdate:
            time = _stamp(row[0])
            known = {}
            if row[1] and hasattr(FundingRateUpdate, "interval"):  # newer versions
                known["interval"] = int(row[1]) * 60
            return FundingRateUpdate(
                self.instrument_id,
                Decimal(row[2]),
                time,
                time + self.feed_delay,
                **known,
            )

        return self._objects(
            "fundingRate",
            date,
            key=lambda row: (_stamp(row[0]), 0),
            make=update,
        )

    def long_short_ratios(self, date: str) -> list[LongShortRatios]:
        """``metrics``: known at the end of the window, however it is labelled."""

        def ratios(row: list[str]) -> LongShortRatios:
            time = _utc(row[0])
            wait = METRICS_WINDOW if time >= METRICS_LABELLED_BY_START else 0
            values = (float(text) if text else float("nan") for text in row[2:8])
            return LongShortRatios(
                time,
                time + wait + self.feed_delay,
                self.instrument_id,
                *values,
            )

        return self._objects(
            "metrics",
            date,
            key=lambda row: (_utc(row[0]), 0),
            make=ratios,
        )

    def _scales(self, date: str) -> tuple[Callable[[str], Price], Callable[[str], Quantity]]:
        rules = _rules(self.symbol, date)
        return (
            lambda text: Price.from_str(_exact(text, rules["tick"])),
            lambda text: Quantity.from_str(_exact(text, rules["lot"])),
        )

    def _objects(
        self,
        kind: str,
        date: str,
        key: Callable[[list[str]], tuple[int, int]],
        make: Callable[[list[str]], object],
    ) -> list:
        """Rows of a UTC day in order, each once, as objects."""
        files = self.files(kind, date)
        if not files:
            raise FileNotFoundError(
                f"Cannot read {kind} of {self.symbol} on {date} below {self.root}: there is no file",
            )
        start = _utc(f"{date} 00:00:00")
        end = start + 24 * 60 * MINUTE
        rows = sorted(
            (row for row in _rows(files[0]) if start <= key(row)[0] < end),
            key=key,
        )
        self.repeated = 0
        objects: list = []
        last: list[str] | None = None
        for row in rows:
            if row == last:
                self.repeated += 1
                continue
            if last is not None and kind in ("aggTrades", "bookTicker") and row[0] == last[0]:
                raise ValueError(
                    f"Cannot read {files[0].name} as an id must name one row: {row[0]} has {last} and {row}",
                )
            objects.append(make(row))
            last = row
        return objects


def _rows(path: Path) -> Iterator[list[str]]:
    """Rows of a CSV file or of the one in a zip archive, without a header."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            (name,) = archive.namelist()
            with archive.open(name) as file:
                yield from _data_rows(io.TextIOWrapper(file, encoding="utf-8-sig", newline=""))
    else:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _data_rows(file)


def _data_rows(file: io.TextIOBase) -> Iterator[list[str]]:
    for row in csv.reader(file):
        if row and not row[0][:1].isalpha():  # a header begins with a word, a row with a digit
            yield row


def _rules(symbol: str, date: str) -> dict[str, str]:
    """Steps of price and quantity on a UTC day, from ``instruments.json``."""
    data = json.loads(Path(__file__).with_name("instruments.json").read_text())
    known = next((entry for entry in data["instruments"] if entry["symbol"] == symbol), None)
    if known is None:
        raise ValueError(f"Cannot tell the steps of {symbol}: instruments.json does not know it")
    rules = sorted(known["rules"], key=lambda rule: rule["from"])
    found: dict[str, str] = {}
    for name in ("tick", "lot"):
        stated = [rule for rule in rules if name in rule]
        before = [rule for rule in stated if rule["from"][:10] <= date]
        found[name] = (before[-1] if before else stated[0])[name]
    return found


def _places(step: str) -> int:
    return max(0, -Decimal(step).as_tuple().exponent)


def _exact(text: str, step: str) -> str:
    """A decimal with the places of a step, which must be able to hold it."""
    value, unit = Decimal(text), Decimal(step)
    if value % unit != 0:
        raise ValueError(f"Cannot read {text} as a price or quantity must be a multiple of {step}")
    return f"{value.quantize(unit):f}"


def _side(text: str) -> AggressorSide:
    side = SIDES.get(text.lower())
    if side is None:
        raise ValueError(f"Cannot read {text!r} as is_buyer_maker must be true or false")
    return side


def _stamp(text: str) -> int:
    """Nanoseconds of a stamp in milliseconds (13 digits) or microseconds (16)."""
    if len(text) not in (13, 16):
        raise ValueError(f"Cannot read {text!r} as a time must have 13 or 16 digits")
    return int(text) * (MILLISECOND if len(text) == 13 else 1_000)


def _utc(text: str) -> int:
    time = datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=timezone.utc)
    return (time - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(microseconds=1) * 1_000
