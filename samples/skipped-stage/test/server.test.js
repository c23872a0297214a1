const test = require("node:test");
const assert = require("node:assert");
const { sounds } = require("../server");

test("it is silent in clear weather", () => assert.equal(sounds(0, 9000), false));
test("it sounds in fog", () => assert.equal(sounds(1, 500), true));
