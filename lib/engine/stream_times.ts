import { DataError } from "../errors/mod.ts";

/** Where a check of times stands: what the next block has to follow. */
export type LastTimes = {
  /** Event time of the last row before. */
  eventTime: number;
  /** Receive time of the last row before. */
  receiveTime: number;
  /** Rows before. */
  row: number;
};

/**
 * Checks the times of some rows of a stream: whole microseconds, never falling, and no
 * record received before it happens. This is what lets a simulated clock only run forward.
 *
 * @param what Family and symbol, for the message.
 * @param columns Both times.
 * @param rows How many rows.
 * @param last What comes before; updated.
 * @throws {DataError} If a rule is broken.
 */
export function assertTimes(
  what: string,
  columns: {
    readonly eventTime: Float64Array;
    readonly receiveTime: Float64Array;
  },
  rows: number,
  last: LastTimes = { eventTime: -Infinity, receiveTime: -Infinity, row: 0 },
): void {
  const { eventTime, receiveTime } = columns;
  let event = last.eventTime;
  let receive = last.receiveTime;
  for (let i = 0; i < rows; i++) {
    const e = eventTime[i]!;
    const r = receiveTime[i]!;
    // Every comparison is false for NaN; a time that is not whole differs from its floor.
    if (
      !(e >= event && r >= receive && r >= e && r < Infinity) ||
      Math.floor(e) !== e || Math.floor(r) !== r
    ) {
      throw refused(what, last.row + i, [e, r], [event, receive]);
    }
    event = e;
    receive = r;
  }
  last.eventTime = event;
  last.receiveTime = receive;
  last.row += rows;
}

function refused(
  what: string,
  row: number,
  [event, receive]: [number, number],
  [eventBefore, receiveBefore]: [number, number],
): DataError {
  const [rule, value] = event < eventBefore
    ? [
      "eventTime must not fall",
      `${event} after ${eventBefore}`,
    ]
    : receive < receiveBefore
    ? ["receiveTime must not fall", `${receive} after ${receiveBefore}`]
    : receive < event
    ? [
      "receiveTime must not be before eventTime",
      `${receive} before ${event}`,
    ]
    : ["times must be whole microseconds", `${event}, ${receive}`];
  return new DataError(
    `Cannot stream ${what} as ${rule}: row ${row} has ${value}`,
  );
}
