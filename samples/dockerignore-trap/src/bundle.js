const { readFileSync } = require("node:fs");

process.stdout.write(readFileSync("src/main.js", "utf8"));
