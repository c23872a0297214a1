const http = require("node:http");

/** Whether the signal sounds: two seconds of every thirty, in fog only. */
function sounds(second, visibility) {
  return visibility < 2000 && second % 30 < 2;
}

if (require.main === module) {
  http
    .createServer((request, response) => {
      const visibility = Number(new URL(request.url, "http://host").searchParams.get("visibility"));
      response.end(sounds(new Date().getSeconds(), visibility) ? "signal\n" : "silence\n");
    })
    .listen(3000);
}

module.exports = { sounds };
