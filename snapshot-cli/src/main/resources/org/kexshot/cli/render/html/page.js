/** Brings the page to life; without it all its text is there. */
async function start() {
  document.documentElement.classList.add("has-scripts");
  const theme = new Theme(document.getElementById("theme"));
  document.querySelectorAll(".table").forEach((block) => new SortableTable(block));
  const data = document.getElementById("map-data");
  if (!data) {
    return;
  }
  let frames;
  try {
    frames = await Frames.of(JSON.parse(data.textContent));
  } catch (failure) {
    document.getElementById("map-failed").hidden = false;
    return;
  }
  const map = new MemoryMap(frames, document.getElementById("map"));
  theme.onChange(() => map.recolour());
  followLinks(map);
  document.querySelectorAll(".treemap [data-kind]").forEach((tile) => {
    tile.addEventListener("click", () => map.toggleKind(Number(tile.dataset.kind)));
  });
}

/** An address of the page that ends in #frame-123 is that frame on the map. */
function followLinks(map) {
  const follow = () => {
    const frame = /^#frame-(\d+)$/.exec(location.hash);
    if (frame) {
      map.chooseFrame(Number(frame[1]));
      map.canvas.focus({ preventScroll: true });
      map.block.scrollIntoView({ block: "start" });
    }
  };
  addEventListener("hashchange", follow);
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#frame-"]');
    if (link && link.getAttribute("href") === location.hash) {
      follow();
    }
  });
  follow();
}

start();
