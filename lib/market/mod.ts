/**
 * The venue's files as typed columns.
 *
 * `findFiles` lists the files below a data root, `readChunks` and `readColumns`
 * turn one into columns: prices and quantities as exact integers with a scale,
 * times in microseconds. The dialect of a file is told from the file; a field that
 * cannot be read is an error that names its place.
 *
 * @module
 */
export * from "./kind.ts";
export * from "./columns.ts";
export * from "./source_file.ts";
export * from "./find_files.ts";
export type { PassedOver } from "./passed_over.ts";
export { isCoinMargined } from "./coin_margined.ts";
export * from "./dialect.ts";
export * from "./field_spec.ts";
export * from "./schema.ts";
export * from "./column_table.ts";
export * from "./read_options.ts";
export * from "./read_chunks.ts";
export * from "./read_columns.ts";
export * from "./csv_data_loader.ts";
export { ReaderPool } from "./reader_pool.ts";
export * from "./read_columns_parallel.ts";
export * from "./reader_source.ts";
export * from "./to_decimals.ts";
export * from "./defect_kinds.ts";
export * from "./defect_report.ts";
export * from "./row_defects.ts";
export * from "./detect_defects.ts";
export * from "./tick.ts";
export * from "./instrument.ts";
export * from "./receive_time.ts";
export * from "./checksum.ts";
export * from "./missing_days.ts";
