"""Holds what NautilusTrader reads of the venue's files against our export.

Usage: python nautilus_check.py ROOT EXPORT SYMBOL DATE KIND...

Each family of the day is read twice: from the CSV files by ``CSVDataLoader`` and,
by NautilusTrader's own ``ParquetDataCatalog``, from what our catalog exported. One
line of JSON per family goes to standard output.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "lib" / "market"))

from csv_data_loader import CSVDataLoader  # noqa: E402
from nautilus_trader.model.data import (  # noqa: E402
    Bar,
    FundingRateUpdate,
    QuoteTick,
    TradeTick,
)
from nautilus_trader.persistence.catalog import ParquetDataCatalog  # noqa: E402

FAMILIES = {
    "aggTrades": (CSVDataLoader.trade_ticks, TradeTick),
    "bookTicker": (CSVDataLoader.quote_ticks, QuoteTick),
    "klines_1m": (CSVDataLoader.bars, Bar),
    "fundingRate": (CSVDataLoader.funding_rates, FundingRateUpdate),
}


def fields(record: object) -> dict:
    """A record as text per field, both clocks included; fields without a value are left out."""
    values = type(record).to_dict(record)
    return {name: str(value) for name, value in values.items() if value is not None}


def main(root: str, export: str, symbol: str, date: str, *kinds: str) -> None:
    loader = CSVDataLoader(root, symbol)
    catalog = ParquetDataCatalog(export)
    for kind in kinds:
        load, record = FAMILIES[kind]
        theirs = load(loader, date)
        name = str(loader.bar_type) if record is Bar else str(loader.instrument_id)
        ours = catalog.query(record, identifiers=[name])
        differing = [i for i, pair in enumerate(zip(theirs, ours)) if fields(pair[0]) != fields(pair[1])]
        print(
            json.dumps(
                {
                    "kind": kind,
                    "theirs": len(theirs),
                    "ours": len(ours),
                    "differing": len(differing),
                    "first": str(theirs[0]) if theirs else "",
                    "last": str(theirs[-1]) if theirs else "",
                    "example": [str(theirs[differing[0]]), str(ours[differing[0]])] if differing else [],
                },
            ),
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
