import type { Kind } from "./kind.ts";

/** A file of the venue. */
export type SourceFile = {
  /** Where it is. */
  readonly path: string;
  /** Where it is below the data root; names the file in reports and errors. */
  readonly relativePath: string;
  /** The family. */
  readonly kind: Kind;
  /** The instrument, `BTCUSDT`. */
  readonly symbol: string;
  /** First UTC day that the name promises, `YYYY-MM-DD`. */
  readonly from: string;
  /** Last UTC day that the name promises, `YYYY-MM-DD`. */
  readonly to: string;
  /** Whether the file holds a day or a month. */
  readonly span: "daily" | "monthly";
  /** Plain text or an archive with one text inside. */
  readonly format: "csv" | "zip";
};

/** A file of a known family. */
export type SourceFileOf<K extends Kind> = SourceFile & { readonly kind: K };
