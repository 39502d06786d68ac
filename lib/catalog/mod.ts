/**
 * The venue's rows as Parquet: one file per kind, symbol and UTC day, that any
 * reader understands and that an ingest which is killed never leaves half-written.
 *
 * {@linkcode ingest} writes a catalog from the venue's files;
 * {@linkcode Catalog} reads it as columns, as a stream of row groups in bounded
 * memory, as bars for estimators, or as a lazy frame of Polars.
 *
 * Prices and quantities of ticks are decimals with the scale of the instrument.
 * Who reads the parts of several instruments at once with another program has to
 * tell it so: `union_by_name = true` in DuckDB, which else rounds all of them to
 * the scale of the first.
 *
 * @module
 */
export * from "./ingest.ts";
export type { IngestProgress } from "./ingest_plan.ts";
export * from "./catalog.ts";
export * from "./bars.ts";
export * from "./nautilus_export.ts";
export type {
  CustomColumns,
  CustomField,
  CustomSchema,
} from "./custom_schema.ts";
export * from "./custom_data.ts";
export { CustomWriter, type CustomWriterOptions } from "./custom_writer.ts";
export { SCHEMA_VERSION } from "./layout.ts";
export {
  integerSeries,
  numbersOf,
  type PolarsSeries,
} from "./polars_numbers.ts";
export type { Ends, Manifest, ManifestSource } from "./manifest.ts";
export { type Edition, editionOfCatalog } from "./edition.ts";
export type { WriteBytes } from "./new_file.ts";
export type {
  AggTradeColumns,
  BookTickerColumns,
  ColumnName,
  ColumnsOf,
  Defect,
  DefectExample,
  DefectKind,
  DefectReport,
  Dialect,
  Field,
  FieldSpec,
  FieldType,
  FundingRateColumns,
  Kind,
  KlineColumns,
  MetricsColumns,
  Scaled,
  Severity,
  SourceFile,
  Treatment,
} from "../market/mod.ts";
