require("node:http")
  .createServer((request, response) => response.end("anchored\n"))
  .listen(3000);
