import { button } from "ui";

async function showBerths() {
  const berths: string[] = await (await fetch("/api/berths")).json();
  document.body.append(...berths.map((berth) => Object.assign(document.createElement("p"), { textContent: berth })));
}

document.body.append(button("Show berths", showBerths));
