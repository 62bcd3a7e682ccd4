// Elements by hand: text is only ever set as text.

export const find = (id) => document.getElementById(id);

export function make(name, fields = {}, ...children) {
  const element = Object.assign(document.createElement(name), fields);
  element.append(...children.filter((child) => child !== ""));
  return element;
}
