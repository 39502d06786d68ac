import {
  asWord,
  COMMA,
  commonWidth,
  type FieldEnd,
  finish,
  type Memory,
  memoryOf,
  NEWLINE,
  readDigits,
  RETURN,
  ZERO,
} from "./fast_words.ts";

/** Digits at the front of the first text that the last one shares. */
function sharedDigits(texts: readonly string[]): number {
  const first = texts[0]!, last = texts.at(-1)!;
  let shared = 0;
  while (shared < first.length && first[shared] === last[shared]) shared++;
  return shared;
}

/**
 * Reads a number of 9 to 16 digits at `p` into `value`. The digits in front,
 * which stay the same for many rows, are only compared with those of the row
 * before; the last 4 or 8 are read.
 */
function readLong(
  name: string,
  texts: readonly string[],
  width: number,
  factor: number,
  state: string[],
): string {
  const tail = sharedDigits(texts) >= width - 4 ? 4 : 8;
  const front = width - tail;
  const { same, remember, forget } = front < 8
    ? shortMemory(name, front)
    : memoryOf(name, front);
  // Where the memory starts with digits they are 1000...: a front like any other.
  const first = front < 8 ? 10 ** (width - 1) * factor : 0;
  state.push(`${name}Front = ${first};`, ...forget.split(/(?<=;) /));
  const { before, value } = readDigits(`p + ${front}`, tail);
  return `if (!(${same})) {
        ${remember}
        value = 0;
        for (count = 0; count < ${front}; count++) {
          byte = bytes[p + count] - 48;
          if (byte < 0 || byte > 9) differs = 1;
          value = value * 10 + byte;
        }
        ${name}Front = value * ${10 ** tail * factor};
        if (bytes[p] === ${ZERO}) differs = 1;
      }
      ${before}
      value = ${name}Front + ${value}${factor === 1 ? "" : ` * ${factor}`};`;
}

/** The memory of 1 to 7 digits as integers; it starts with the digits 1000... */
function shortMemory(name: string, digits: number): Memory {
  const mask = digits < 4 ? ` & ${2 ** (8 * digits) - 1}` : "";
  const initial = "1".padEnd(digits, "0");
  const places = digits <= 4 ? [0] : [0, digits - 4];
  const join = (text: (word: string, k: number) => string, by: string) =>
    places.map((at, k) => text(`(view.getInt32(p + ${at}, true)${mask})`, k))
      .join(by);
  return {
    same: join((word, k) => `${word} === ${name}Word${k}`, " && "),
    remember: join((word, k) => `${name}Word${k} = ${word};`, " "),
    forget: places.map((at, k) =>
      `${name}Word${k} = ${asWord(initial.slice(at, at + 4))};`
    ).join(" "),
  };
}

/**
 * Passes over a field. Where it has its usual width, words tell that no comma and
 * no line end hides in it: unlike digits, these have bit 4 clear.
 */
export function printSkip(texts: readonly string[], end: FieldEnd): string {
  const scan = `byte = bytes[p];
      while (byte !== ${COMMA} && byte !== ${NEWLINE} && byte !== ${RETURN} && p < end) byte = bytes[++p];
      ${finish(end)}`;
  const width = commonWidth(texts);
  if (width < 4 || !/^\d+$/.test(texts[0]!)) return `      ${scan}`;
  const words: string[] = [];
  for (let at = 0; at < width; at += 4) {
    words.push(`view.getInt32(p + ${Math.min(at, width - 4)}, true)`);
  }
  return `      if (bytes[p + ${width}] === ${end.byte}) {
        differs |= ~(${words.join(" & ")}) & 0x10101010;
        p += ${width + 1}; ${end.rest}
      } else {
      ${scan}
      }`;
}

/** A whole number; `NaN` for a blank where the file leaves all of them blank. */
export function printInteger(
  name: string,
  texts: readonly string[],
  end: FieldEnd,
  blank: boolean,
  state: string[],
): string {
  const width = commonWidth(texts);
  const slow = `value = integer(bytes, p);
      if (value < 0) differs = 1;
      ${name}Column[row] = value;
      p = next;
      ${finish(end)}`;
  if (blank && width === 0) {
    return `      if (bytes[p] === ${end.byte}) {
        ${name}Column[row] = NaN;
        p++; ${end.rest}
      } else {
      ${slow}
      }`;
  }
  if (width < 1 || width > 15) return `      ${slow}`;
  let read: string;
  if (width <= 8) {
    const digits = readDigits("p", width);
    read = `${digits.before} value = ${digits.value};`;
  } else {
    read = readLong(name, texts, width, 1, state);
  }
  return `      if (bytes[p + ${width}] === ${end.byte}) {
      ${read}
      ${name}Column[row] = value;
      p += ${width + 1}; ${end.rest}
      } else {
      ${slow}
      }`;
}

/**
 * A time of 13 or 16 digits, in microseconds.
 *
 * @see eq-parse-time
 */
export function printTime(
  name: string,
  texts: readonly string[],
  end: FieldEnd,
  micro: boolean,
  state: string[],
): string {
  const width = micro ? 16 : 13;
  return `      differs |= bytes[p + ${width}] ^ ${end.byte};
      ${readLong(name, texts, width, micro ? 1 : 1000, state)}
      ${micro ? `if (value >= ${2 ** 53}) differs = 1;` : ""}
      ${name}Column[row] = value;
      p += ${width + 1}; ${end.rest}`;
}

/** A boolean in the spelling of the first row. */
export function printBoolean(
  name: string,
  texts: readonly string[],
  end: FieldEnd,
): string {
  const text = texts[0] ?? "";
  if (/^[01]$/.test(text)) {
    return `      value = bytes[p++] - 48;
      differs |= value & ~1;
      ${name}Column[row] = value;
      ${finish(end)}`;
  }
  const spell = text === text.toUpperCase()
    ? (word: string) => word.toUpperCase()
    : /^[TF]/.test(text)
    ? (word: string) => word[0]!.toUpperCase() + word.slice(1)
    : (word: string) => word;
  const yes = asWord(spell("true")), no = asWord(spell("fals"));
  // Bit 4 tells T from F in either case; `true` is a byte shorter, and both end in E.
  return `      word = view.getInt32(p, true);
      value = (word >>> 4) & 1;
      differs |= word ^ ${no} ^ (${yes ^ no} & -value);
      differs |= bytes[p + 4 - value] ^ ${spell("e").charCodeAt(0)};
      ${name}Column[row] = value;
      p += 5 - value;
      ${finish(end)}`;
}
