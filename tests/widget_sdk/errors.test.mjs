import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError, Misuse, NoAnswer, Offline } from "../../mockplatform/sdk/src/errors.js";

test("by its status an error tells whether the same may succeed later", () => {
  const passing = [0, 408, 425, 429, 500, 502, 503, 504];
  const final = [400, 401, 403, 404, 409, 410, 412, 413, 422, 501];
  const isTransient = (status) => new ApiError({ status, code: "x", message: "x" }).isTransient;
  assert.deepEqual([...passing, ...final].filter(isTransient), passing);
});

test("of a refused token it is told apart, since to wait may help there too", () => {
  const error = new ApiError({ status: 401, code: "token.expired", message: "x" });
  assert.deepEqual([error.isAuth, error.isTransient], [true, false]);
  assert.equal(new ApiError({ status: 403, code: "x", message: "x" }).isAuth, false);
});

test("no answer may pass, a misuse does not", () => {
  assert.deepEqual(
    [new NoAnswer("network", "x"), new Offline(), new Misuse({ code: "x", message: "x" })].map(
      ({ name, status, isTransient }) => [name, status, isTransient],
    ),
    [
      ["NoAnswer", 0, true],
      ["Offline", 0, true],
      ["Misuse", 0, false],
    ],
  );
});
