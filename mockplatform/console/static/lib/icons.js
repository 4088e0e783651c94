// Owns the icons: strokes on a grid of 24, made as elements.

import { svg } from "./dom.js";

/** @type {Record<string, string[]>} */
const STROKES = {
  conversations: ["M4 5h16v11H11l-5 4v-4H4z", "M8 9h8M8 12h5"],
  desk: ["M5 13v-1a7 7 0 0 1 14 0v1", "M4 13h4v6H4zM16 13h4v6h-4z", "M18 19c0 2-3 2-5 2"],
  findings: ["M6 21V4", "M6 5h12l-3 4 3 4H6"],
  outages: ["M13 3 5 14h6l-1 7 8-11h-6z"],
  clock: ["M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16z", "M12 8v4l3 2"],
  tokens: ["M8 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8z", "M12 12h9M18 12v4M21 12v3"],
  journal: ["M6 4h12v16H6z", "M9 8h6M9 12h6M9 16h4"],
  herd: ["M4 20V12M9 20V5M14 20v-9M19 20v-4", "M3 20h18"],
  tenants: ["M4 20V8l8-4 8 4v12", "M9 20v-5h6v5", "M9 10h1M14 10h1"],
  settings: ["M4 7h9M17 7h3M4 17h3M11 17h9", "M15 5v4M9 15v4"],
  rewind: ["M5 6v5h5", "M5.5 11A7.5 7.5 0 1 1 6 16"],
  theme: ["M12 4a8 8 0 1 0 8 8 6 6 0 0 1-8-8z"],
  close: ["M6 6l12 12M18 6 6 18"],
  menu: ["M4 7h16M4 12h16M4 17h16"],
  widget: ["M5 4h14v16H5z", "M8 15h8M8 12h5", "M5 8h14"],
  play: ["M8 5v14l11-7z"],
  pause: ["M8 5v14M16 5v14"],
  copy: ["M9 9h10v11H9z", "M5 15V4h10"],
  message: ["M4 5h16v10H10l-4 4v-4H4z"],
  state: ["M4 12h11", "M11 7l5 5-5 5", "M20 6v12"],
  person: ["M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8z", "M5 20a7 7 0 0 1 14 0"],
  data: ["M6 6h5v5H6zM13 13h5v5h-5z", "M11 8.5h4.5v4.5"],
  request: ["M4 8h14M14 4l4 4-4 4", "M20 16H6M10 12l-4 4 4 4"],
  socket: ["M9 3v5M15 3v5", "M6 8h12v4a6 6 0 0 1-12 0z", "M12 18v3"],
  frame: ["M5 7h14v10H5z", "M9 7v10"],
  signal: ["M6 12h.1M12 12h.1M18 12h.1"],
  note: ["M5 4h14v11l-5 5H5z", "M19 15h-5v5"],
  error: ["M8 4h8l4 4v8l-4 4H8l-4-4V8z", "M9.5 9.5l5 5M14.5 9.5l-5 5"],
  warning: ["M12 4 21 20H3z", "M12 10v4M12 17v.1"],
  remark: ["M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16z", "M12 11v5M12 8v.1"],
  out: ["M10 5H5v14h14v-5", "M13 5h6v6M19 5l-8 8"],
};

/**
 * Make an icon. It says nothing by itself: what it stands for is to be written beside it, or said
 * by a label.
 *
 * @param {string} name
 */
export function icon(name) {
  const props = { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" };
  return svg(
    "svg",
    props,
    (STROKES[name] ?? []).map((d) => svg("path", { d })),
  );
}
