// What is chosen stands in the fragment of the address, so that a link shows the same picture.
let chosen = new URLSearchParams(location.hash.slice(1));
const listeners = new Set();

export const get = (key) => chosen.get(key);

export function set(key, value) {
  chosen.set(key, value);
  history.replaceState(null, "", `#${chosen}`);
  for (const listener of listeners) listener(key);
}

export const onChange = (listener) => listeners.add(listener);

window.addEventListener("hashchange", () => {
  chosen = new URLSearchParams(location.hash.slice(1));
  for (const listener of listeners) listener(null);
});
