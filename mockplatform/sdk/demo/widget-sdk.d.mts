// Owns what the demo imports the SDK's types from: the module is served beside the page.
export * from "../widget-sdk.js";
