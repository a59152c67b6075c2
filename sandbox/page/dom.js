/** Builds DOM nodes: data only ever becomes text nodes and attributes, never markup. */

const SVG = "http://www.w3.org/2000/svg";
const ICONS = new URL("./icons.svg", import.meta.url).pathname;
let lastId = 0;

/**
 * Create an element. `props`: attributes by name; `onclick`-like keys are listeners, `data` fills the
 * dataset, `vars` sets CSS custom properties; null, undefined and false are left out.
 */
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) assign(node, name, value);
  node.append(...children.flat(Infinity).filter(isPresent));
  return node;
}

function assign(node, name, value) {
  if (!isPresent(value)) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "data") assignData(node, value);
  else if (name === "vars") for (const [key, v] of Object.entries(value)) node.style.setProperty(key, v);
  else node.setAttribute(name, value === true ? "" : String(value));
}

function assignData(node, entries) {
  for (const [key, value] of Object.entries(entries)) if (isPresent(value)) node.dataset[key] = value;
}

function isPresent(value) {
  return value !== null && value !== undefined && value !== false;
}

/** Draw one symbol of an SVG sprite. */
export function sprite(file, symbol, className) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("viewBox", "0 0 24 24");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${file}#${symbol}`);
  svg.append(use);
  return svg;
}

/** Draw one of the page's own line icons. */
export function icon(name, className = "icon") {
  return sprite(ICONS, name, className);
}

/** Make an id that no other element of this page has. */
export function uniqueId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

/** Make `parent` hold exactly `nodes`, in order, without touching those already in their place. */
export function reconcile(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.childNodes]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, index) => {
    if (parent.childNodes[index] !== node) parent.insertBefore(node, parent.childNodes[index] ?? null);
  });
}

/** List what the Tab key would visit inside `root`, in order. */
export function focusables(root) {
  const selector = "a[href], button, input, select, textarea, [tabindex]";
  return [...root.querySelectorAll(selector)].filter(
    (node) => !node.disabled && node.tabIndex >= 0 && node.checkVisibility(),
  );
}

/** Accept only addresses that are safe to follow; anything else is null. */
export function safeUrl(text) {
  try {
    const url = new URL(text, location.href);
    return ["http:", "https:", "mailto:", "tel:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}
