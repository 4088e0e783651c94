// Owns the page: what all views share is made here, once.

import { Shell } from "./shell.js";

customElements.define("mp-shell", Shell);
