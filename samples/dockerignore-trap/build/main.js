console.log("built yesterday");
