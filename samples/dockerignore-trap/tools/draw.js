const chart = require("chart");

console.log(chart([3, 5, 8, 5, 3]));
