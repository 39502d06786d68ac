import { svgElement } from "./svg_document.ts";

/** The part of Plot's colour scale that a ramp is drawn from. */
export type RampScale = {
  readonly domain?: Iterable<unknown>;
  readonly label?: string;
  readonly apply: (value: number) => string;
};

/** Pixels of the ramp, and of each of its ends' numbers. */
const WIDTH = 160;
const NUMBER = 56;
const STOPS = 16;

/**
 * The legend of a quantity: a ramp of its colours between its smallest and largest number.
 *
 * @param scale Plot's colour scale.
 * @param id What the gradient is called, unique on the page.
 * @param left Pixels from the left edge.
 * @returns A group of ramp, ends and label.
 */
export function colourRamp(
  scale: RampScale,
  id: string,
  left: number,
): Element {
  const domain = Array.from(scale.domain ?? [], Number);
  const low = Math.min(...domain);
  const high = Math.max(...domain);
  const group = svgElement("g", {
    "aria-label": "legend",
    "text-anchor": "start",
  });
  const gradient = svgElement("linearGradient", { id });
  for (let i = 0; i <= STOPS; i++) {
    const share = i / STOPS;
    gradient.append(svgElement("stop", {
      offset: Math.round(share * 1e4) / 1e4,
      "stop-color": scale.apply(low + share * (high - low)),
    }));
  }
  const start = left + NUMBER;
  const end = start + WIDTH;
  group.append(
    gradient,
    svgElement(
      "text",
      { x: start - 5, y: 14, "text-anchor": "end" },
      shortNumber(low),
    ),
    svgElement("rect", {
      x: start,
      y: 5,
      width: WIDTH,
      height: 11,
      fill: `url(#${id})`,
    }),
    svgElement("text", { x: end + 5, y: 14 }, shortNumber(high)),
    svgElement("text", { x: end + NUMBER, y: 14 }, scale.label ?? ""),
  );
  return group;
}

/** Three digits, without an exponent where these suffice. */
function shortNumber(x: number): string {
  const text = String(Number(x.toPrecision(3)));
  return text.replace("-", "−");
}
