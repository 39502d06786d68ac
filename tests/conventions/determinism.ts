/** Lint rules that keep `lib/` a pure function of its inputs, and numbers whole. */
const CLOCKS =
  'CallExpression[callee.object.name="Date"][callee.property.name="now"], ' +
  'CallExpression[callee.object.name="performance"][callee.property.name="now"], ' +
  'NewExpression[callee.name="Date"][arguments.length=0], ' +
  'MemberExpression[object.name="Temporal"][property.name="Now"]';
const RANDOMNESS =
  'CallExpression[callee.object.name="Math"][callee.property.name="random"], ' +
  'CallExpression[callee.object.name="crypto"][callee.property.name="getRandomValues"], ' +
  'CallExpression[callee.object.name="crypto"][callee.property.name="randomUUID"]';

/** What loses digits of an `Int64` in nodejs-polars. */
const LOSSY =
  'CallExpression[callee.property.name=/^(get|toArray)$/][callee.object.callee.property.name="getColumn"], ' +
  'MemberExpression[computed=true][object.callee.property.name="getColumn"], ' +
  'CallExpression[callee.property.name="Series"] > ArrayExpression > Literal[bigint]';

/** A rule that reports every node outside of tests which the selector matches. */
function ban(selector: string, message: string): Deno.lint.Rule {
  return {
    create(context) {
      if (context.filename.includes("/tests/")) return {};
      return {
        [selector]: (node: Deno.lint.Node) => context.report({ node, message }),
      };
    },
  };
}

/** A rule that reports every node in `lib/` which the selector matches. */
function forbid(selector: string, message: string): Deno.lint.Rule {
  return {
    create(context) {
      if (!context.filename.includes("/lib/")) return {};
      return {
        [selector]: (node: Deno.lint.Node) => context.report({ node, message }),
      };
    },
  };
}

const plugin: Deno.lint.Plugin = {
  name: "volarb",
  rules: {
    "no-clock": forbid(CLOCKS, "lib/ takes the time as an argument"),
    "no-ambient-randomness": forbid(
      RANDOMNESS,
      "lib/ takes its random numbers as an argument",
    ),
    "no-lossy-polars": ban(
      LOSSY,
      "loses digits of an Int64: use numbersOf() or integerSeries() of volarb/catalog",
    ),
  },
};
export default plugin;
