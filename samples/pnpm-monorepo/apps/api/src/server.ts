import { createServer } from "node:http";

const berths = ["North 1", "North 2", "South 1"];

createServer((request, response) => {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(request.url === "/api/berths" ? berths : null));
}).listen(8080);
