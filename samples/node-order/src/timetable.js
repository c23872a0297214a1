const HOUR = 60 * 60 * 1000;

/** The next arrival of every ship, soonest first. */
function arrivals(ships, now) {
  return ships
    .map((ship) => {
      const period = ship.everyHours * HOUR;
      const next = Math.ceil(now.getTime() / period) * period;
      return { ship: ship.name, from: ship.from, at: new Date(next).toISOString() };
    })
    .sort((a, b) => a.at.localeCompare(b.at));
}

module.exports = { arrivals };
