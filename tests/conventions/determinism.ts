/** Lint rules that keep `lib/` a pure function of its inputs. */
const CLOCKS =
  'CallExpression[callee.object.name="Date"][callee.property.name="now"], ' +
  'CallExpression[callee.object.name="performance"][callee.property.name="now"], ' +
  'NewExpression[callee.name="Date"][arguments.length=0], ' +
  'MemberExpression[object.name="Temporal"][property.name="Now"]';
const RANDOMNESS =
  'CallExpression[callee.object.name="Math"][callee.property.name="random"], ' +
  'CallExpression[callee.object.name="crypto"][callee.property.name="getRandomValues"], ' +
  'CallExpression[callee.object.name="crypto"][callee.property.name="randomUUID"]';

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
  },
};
export default plugin;
