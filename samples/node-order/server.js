const express = require("express");
const ships = require("./src/ships");
const { arrivals } = require("./src/timetable");

const app = express();
const port = process.env.PORT || 3000;

app.use(express.static("public"));

app.get("/api/arrivals", (request, response) => {
  response.json(arrivals(ships, new Date()));
});

app.listen(port, () => {
  console.log(`harbor board: http://localhost:${port}`);
});
