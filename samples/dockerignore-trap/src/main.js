const buoys = ["red", "green", "yellow"];

console.log(`${buoys.length} buoys: ${buoys.join(", ")}`);
