"""Holds what NautilusTrader reads of the venue's files against our export.

Usage: python nautilus_check.py ROOT EXPORT SYMBOL DATE KIND...

Each family of the day is read twice: from the CSV files by ``CSVDataLoader`` and,
by NautilusTrader's own ``ParquetDataCatalog``, from what our catalog exported. One
line of JSON per family goes to standard output.
"""

import json
import sys
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet

sys.path.insert(0, str(Path(__file__).parent.parent / "lib" / "market"))

from csv_data_loader import CSVDataLoader  # noqa: E402
from nautilus_trader.model.data import (  # noqa: E402
    Bar,
    FundingRateUpdate,
    QuoteTick,
    TradeTick,
)
from nautilus_trader.model.identifiers import InstrumentId  # noqa: E402
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


def read(catalog: ParquetDataCatalog, record: type, name: str, export: str) -> list:
    """What the catalog holds of a class, in its own order."""
    try:
        return catalog.query(record, identifiers=[name])
    except TypeError as error:
        # Older catalogs store no funding rates: read the file, make the objects.
        if record is not FundingRateUpdate or "Cannot deserialize" not in str(error):
            raise
    files = sorted((Path(export) / "data" / "funding_rate_update").glob("*/*.parquet"))
    return [
        FundingRateUpdate(
            InstrumentId.from_str(name),
            Decimal(json.loads(row["rate"])),
            row["ts_event"],
            row["ts_init"],
        )
        for file in files
        for row in pyarrow.parquet.read_table(file).to_pylist()
    ]


def main(root: str, export: str, symbol: str, date: str, *kinds: str) -> None:
    loader = CSVDataLoader(root, symbol)
    catalog = ParquetDataCatalog(export)
    for kind in kinds:
        load, record = FAMILIES[kind]
        theirs = load(loader, date)
        name = str(loader.bar_type) if record is Bar else str(loader.instrument_id)
        ours = read(catalog, record, name, export)
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
