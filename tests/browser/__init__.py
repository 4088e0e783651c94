"""The console, the SDK and the demo widget in a real browser: Debian's Chromium by Playwright."""
