/**
 * A thread of {@linkcode readColumnsParallel}: helps to read what it is sent.
 *
 * @module
 */
import { helpToRead, type ThreadRequest } from "./read_together.ts";

/** What a worker's scope has, of which the library's own types know nothing. */
type WorkerScope = {
  onmessage: (event: { readonly data: ThreadRequest }) => void;
};

(globalThis as unknown as WorkerScope).onmessage = ({ data }) =>
  helpToRead(data);
