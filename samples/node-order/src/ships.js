module.exports = [
  { name: "Asama", from: "Kobe", everyHours: 6 },
  { name: "Hakone", from: "Yokohama", everyHours: 4 },
  { name: "Muroto", from: "Kochi", everyHours: 12 },
];
