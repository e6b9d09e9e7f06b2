// What the page draws with, by name, so that nothing else of the library comes along.
export {
  areaY,
  barX,
  barY,
  cell,
  dot,
  line,
  lineY,
  pointer,
  pointerX,
  pointerY,
  ruleX,
  ruleY,
  stackY,
  text,
  tickX,
  tip,
} from "@observablehq/plot";
