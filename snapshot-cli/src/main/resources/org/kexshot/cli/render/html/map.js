/** Pixels of a cell from which on cells are drawn one by one, with what became of each. */
const NEAR = 12;

/** Pixels of a cell to which the view goes to show one. */
const NEAR_ENOUGH = 14;

/** The colours of the map, as the style sheet has them in the theme of the moment. */
class Palette {
  constructor(legend, canvas, kinds) {
    const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const read = (colour) => {
      pixel.fillStyle = colour;
      pixel.fillRect(0, 0, 1, 1);
      return [...pixel.getImageData(0, 0, 1, 1).data.subarray(0, 3)];
    };
    const style = getComputedStyle(canvas);
    const ground = read(style.backgroundColor);
    this.accent = style.outlineColor;
    this.ground = Palette.pack(ground);
    this.lit = [];
    this.pale = [];
    this.faint = [];
    for (let kind = 0; kind < kinds.length; kind++) {
      const swatch = legend.querySelector(`[data-kind="${kind}"] .swatch`);
      const colour = swatch ? read(getComputedStyle(swatch).backgroundColor) : ground;
      this.lit.push(Palette.pack(colour));
      const isFree = kinds[kind] === "free";
      this.pale.push(Palette.pack(Palette.mix(colour, ground, isFree ? 0.14 : 0.3)));
      this.faint.push(Palette.pack(Palette.mix(colour, ground, isFree ? 0.1 : 0.14)));
    }
  }

  static mix(colour, other, share) {
    return colour.map((part, i) => Math.round(part * share + other[i] * (1 - share)));
  }

  /** As a pixel of an image lies in memory. */
  static pack([red, green, blue]) {
    return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  }
}

/** Paints the part of the curve that is in view into an image, from large squares to small ones. */
class MapPainter {
  constructor(frames, order, palette, isShown, image, view) {
    this.frames = frames;
    this.order = order;
    this.palette = palette;
    this.isShown = isShown;
    this.pixels = new Uint32Array(image.data.buffer);
    this.width = image.width;
    this.height = image.height;
    this.view = view;
    this.gap = view.scale >= NEAR ? 1 : 0;
    this.late = [];
  }

  paint() {
    this.pixels.fill(this.palette.ground);
    if (this.frames.runs > 0) {
      this.square(this.order, 0, 0, 0, FIRST_TURN, 0, this.frames.runs - 1);
    }
    // Lit frames smaller than a pixel take one all the same.
    for (const [x, y, colour] of this.late) {
      this.pixels[y * this.width + x] = colour;
    }
  }

  /** The square of 2^level times 2^level cells at x, y, whose runs are among those from low to high. */
  square(level, x, y, first, turn, low, high) {
    const { left, top, scale } = this.view;
    const side = 2 ** level;
    const x0 = (x - left) * scale;
    const y0 = (y - top) * scale;
    const length = side * scale;
    if (x0 >= this.width || y0 >= this.height || x0 + length <= 0 || y0 + length <= 0) {
      return;
    }
    const places = this.frames.places;
    const end = first + side * side;
    if (first >= places) {
      return;
    }
    const from = this.frames.find(first, low, high);
    const to = this.frames.find(Math.min(end, places) - 1, from, high);
    const alike = from === to && end <= places;
    if (level === 0 || length <= 1 || (alike && this.gap === 0)) {
      this.fill(x0, y0, length, from, to);
      return;
    }
    const { quarters, turns } = HILBERT[turn];
    const half = side / 2;
    const quarterCells = half * half;
    for (let i = 0; i < 4; i++) {
      const place = quarters[i];
      this.square(
        level - 1,
        x + (place & 1) * half,
        y + (place >> 1) * half,
        first + i * quarterCells,
        turns[i],
        from,
        to,
      );
    }
  }

  fill(x0, y0, length, from, to) {
    const lit = this.frames.nextLit[from];
    const isLit = lit <= to;
    const colour = isLit ? this.palette.lit[this.frames.state(lit).after] : this.colour(from);
    const left = Math.max(0, Math.round(x0));
    const top = Math.max(0, Math.round(y0));
    const right = Math.min(this.width, Math.round(x0 + length) - this.gap);
    const bottom = Math.min(this.height, Math.round(y0 + length) - this.gap);
    if (right <= left || bottom <= top) {
      if (isLit && left < this.width && top < this.height) {
        this.late.push([left, top, colour]);
      }
      return;
    }
    this.rectangle(colour, left, top, right, bottom);
    if (isLit && this.gap > 0) {
      this.mark(this.frames.state(lit), x0, y0, length);
    }
  }

  rectangle(colour, left, top, right, bottom) {
    for (let y = Math.max(0, top); y < Math.min(this.height, bottom); y++) {
      this.pixels.fill(colour, y * this.width + left, y * this.width + right);
    }
  }

  /** Seen near, a frame that appeared has a dot, and one that vanished is hollow. */
  mark(state, x0, y0, length) {
    const share = { APPEARED: 0.36, VANISHED: 0.2 }[state.change];
    if (share) {
      const inset = Math.round(length * share);
      const side = Math.round(length) - this.gap - 2 * inset;
      const left = Math.round(x0) + inset;
      const top = Math.round(y0) + inset;
      const right = Math.min(this.width, left + side);
      this.rectangle(this.palette.ground, Math.max(0, left), top, Math.max(0, right), top + side);
    }
  }

  colour(run) {
    const state = this.frames.state(run);
    if (state === null) {
      return this.palette.ground;
    }
    const shades =
      state.change === "UNKNOWN" || !this.isShown(state) ? this.palette.faint : this.palette.pale;
    return shades[state.after];
  }
}

/** The map of memory: what of it is in view, which place is chosen, and what the user does with both. */
class MemoryMap {
  constructor(frames, block) {
    this.frames = frames;
    this.block = block;
    this.canvas = block.querySelector("#map-canvas");
    this.context = this.canvas.getContext("2d");
    this.legend = block.querySelector(".legend");
    this.tip = block.querySelector("#map-tip");
    this.order = Math.max(1, Math.ceil(Math.log2(Math.max(2, frames.places)) / 2));
    this.used = hilbertBounds(this.order, frames.places);
    this.chosen = -1;
    this.kinds = new Set();
    this.change = "differs";
    this.view = { left: 0, top: 0, scale: 1 };
    this.recolour();
    this.listen();
    new ResizeObserver(() => this.resize()).observe(this.canvas.parentElement);
    this.resize();
  }

  recolour() {
    this.palette = new Palette(this.legend, this.canvas, this.frames.kinds);
    this.drawSoon();
  }

  resize() {
    const ratio = window.devicePixelRatio || 1;
    const width = Math.round(this.canvas.clientWidth * ratio);
    const height = Math.round(this.canvas.clientHeight * ratio);
    if (width === 0 || (width === this.canvas.width && height === this.canvas.height)) {
      return;
    }
    this.canvas.width = width;
    this.canvas.height = height;
    this.showWhole();
  }

  showWhole() {
    const { width, height } = this.used;
    const scale = Math.min(this.canvas.width / width, this.canvas.height / height);
    this.leastScale = scale / 2;
    this.view = {
      scale,
      left: (width - this.canvas.width / scale) / 2,
      top: (height - this.canvas.height / scale) / 2,
    };
    this.drawSoon();
  }

  /** Zooms so that the point of the canvas stays where it is. */
  zoom(factor, x = this.canvas.width / 2, y = this.canvas.height / 2) {
    const { left, top, scale } = this.view;
    const next = Math.min(64, Math.max(this.leastScale, scale * factor));
    this.view = {
      scale: next,
      left: left + x / scale - x / next,
      top: top + y / scale - y / next,
    };
    this.keepInView();
    this.drawSoon();
  }

  /** Moves the view by pixels of the canvas. */
  pan(x, y) {
    this.view.left += x / this.view.scale;
    this.view.top += y / this.view.scale;
    this.keepInView();
    this.drawSoon();
  }

  /** The middle of the view never leaves the map. */
  keepInView() {
    const halfWidth = this.canvas.width / this.view.scale / 2;
    const halfHeight = this.canvas.height / this.view.scale / 2;
    const clamp = (value, most) => Math.min(most, Math.max(0, value));
    this.view.left = clamp(this.view.left + halfWidth, this.used.width) - halfWidth;
    this.view.top = clamp(this.view.top + halfHeight, this.used.height) - halfHeight;
  }

  drawSoon() {
    if (!this.drawing) {
      this.drawing = true;
      requestAnimationFrame(() => {
        this.drawing = false;
        this.draw();
      });
    }
  }

  draw() {
    if (this.canvas.width === 0 || this.canvas.height === 0) {
      return;
    }
    const image = this.context.createImageData(this.canvas.width, this.canvas.height);
    const isShown = (state) => this.isShown(state);
    new MapPainter(this.frames, this.order, this.palette, isShown, image, this.view).paint();
    this.context.putImageData(image, 0, 0);
    this.drawChosen();
  }

  drawChosen() {
    if (this.chosen < 0) {
      return;
    }
    const { left, top, scale } = this.view;
    const { x, y } = hilbertPoint(this.order, this.chosen);
    const size = Math.max(scale, 10);
    const centreX = (x + 0.5 - left) * scale;
    const centreY = (y + 0.5 - top) * scale;
    this.context.strokeStyle = this.palette.accent;
    this.context.lineWidth = 2 * (window.devicePixelRatio || 1);
    const half = size / 2 + this.context.lineWidth;
    this.context.strokeRect(centreX - half, centreY - half, 2 * half, 2 * half);
  }

  isShown(state) {
    return this.kinds.size === 0 || this.kinds.has(state.after);
  }

  relight() {
    this.frames.light(
      (state) =>
        this.isShown(state) && (this.change === "differs" || this.change === state.change),
    );
    this.drawSoon();
  }

  /** The place at a point of the canvas; -1 if there is none. */
  placeAt(x, y) {
    const column = Math.floor(this.view.left + x / this.view.scale);
    const row = Math.floor(this.view.top + y / this.view.scale);
    const side = 2 ** this.order;
    if (column < 0 || row < 0 || column >= side || row >= side) {
      return -1;
    }
    const place = hilbertNumber(this.order, column, row);
    return place < this.frames.places ? place : -1;
  }

  /** Chooses a place, tells of it, and brings it into view, near enough to be seen if asked to. */
  choose(place, near = false) {
    if (place < 0 || place >= this.frames.places) {
      return;
    }
    this.chosen = place;
    this.tell(place);
    const { x, y } = hilbertPoint(this.order, place);
    const isSeen =
      x >= this.view.left &&
      y >= this.view.top &&
      x + 1 <= this.view.left + this.canvas.width / this.view.scale &&
      y + 1 <= this.view.top + this.canvas.height / this.view.scale;
    const isNear = this.view.scale >= NEAR;
    if (!isSeen || (near && !isNear)) {
      this.view.scale = near ? Math.max(NEAR_ENOUGH, this.view.scale) : this.view.scale;
      this.view.left = x + 0.5 - this.canvas.width / this.view.scale / 2;
      this.view.top = y + 0.5 - this.canvas.height / this.view.scale / 2;
      this.keepInView();
    }
    this.drawSoon();
  }

  /** Chooses a frame by its number; says whether it is on the map. */
  chooseFrame(frame) {
    const place = this.frames.placeOf(Math.floor(frame / this.frames.framesPerCell));
    this.choose(place, true);
    return place >= 0;
  }

  /** What is known of a place, as names and values. */
  facts(place) {
    const frames = this.frames;
    const first = frames.cellAt(place) * frames.framesPerCell;
    const last = first + frames.framesPerCell - 1;
    const facts = [
      frames.framesPerCell === 1 ? ["Frame", String(first)] : ["Frames", `${first} to ${last}`],
      ["Address", "0x" + (first * frames.pageSize).toString(16)],
    ];
    const run = frames.find(place);
    const state = frames.state(run);
    if (state === null) {
      return [["Memory", "no RAM in either image"]];
    }
    const mostly = frames.framesPerCell === 1 ? "" : "mostly ";
    facts.push(["Owner", mostly + frames.kinds[state.after]]);
    if (state.before !== state.after) {
      facts.push(["Before", mostly + frames.kinds[state.before]]);
    }
    if (state.name) {
      facts.push([state.change === "VANISHED" ? "Name before" : "Name", state.name]);
    }
    facts.push(["Contents", this.contents(run, state)]);
    return facts;
  }

  contents(run, state) {
    const perCell = this.frames.framesPerCell;
    return perCell > 1 && state.differs
      ? `${this.frames.differing[run]} of ${perCell} differ, mostly ${state.change.toLowerCase()}`
      : state.contents;
  }

  tell(place) {
    const list = document.createElement("dl");
    for (const [name, value] of this.facts(place)) {
      const term = document.createElement("dt");
      const description = document.createElement("dd");
      term.textContent = name;
      description.textContent = value;
      list.append(term, description);
    }
    this.block.querySelector("#map-frame").replaceChildren(list);
  }

  listen() {
    const on = (id, type, action) => this.block.querySelector(id).addEventListener(type, action);
    on("#map-in", "click", () => this.zoom(2));
    on("#map-out", "click", () => this.zoom(0.5));
    on("#map-whole", "click", () => this.showWhole());
    on("#map-next", "click", () => this.choose(this.frames.nextLitPlace(this.chosen), true));
    on("#map-previous", "click", () => this.choose(this.frames.previousLitPlace(this.chosen), true));
    on("#map-light", "change", (event) => {
      this.change = event.target.value;
      this.relight();
    });
    on("#map-goto", "keydown", (event) => {
      if (event.key === "Enter") {
        this.goTo(event.target);
      }
    });
    this.legend.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) {
        this.toggleKind(Number(button.dataset.kind));
      }
    });
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    this.canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.listenToPointer();
  }

  goTo(input) {
    const text = input.value.trim();
    const frame = /^0x[0-9a-f]+$/i.test(text)
      ? Math.floor(parseInt(text, 16) / this.frames.pageSize)
      : /^\d+$/.test(text)
        ? Number(text)
        : -1;
    input.setAttribute("aria-invalid", String(!this.chooseFrame(frame)));
  }

  /** Shows a kind of owner alone, or with others that are shown alone. */
  toggleKind(kind) {
    if (!this.kinds.delete(kind)) {
      this.kinds.add(kind);
    }
    this.legend.querySelectorAll("button").forEach((button) => {
      button.setAttribute("aria-pressed", String(this.kinds.has(Number(button.dataset.kind))));
    });
    this.relight();
  }

  point(event) {
    const box = this.canvas.getBoundingClientRect();
    const ratio = this.canvas.width / box.width;
    return { x: (event.clientX - box.left) * ratio, y: (event.clientY - box.top) * ratio };
  }

  wheel(event) {
    if (document.activeElement !== this.canvas && !event.ctrlKey) {
      return;
    }
    event.preventDefault();
    const { x, y } = this.point(event);
    this.zoom(2 ** (-event.deltaY / 240), x, y);
  }

  listenToPointer() {
    let held = null;
    let moved = 0;
    this.canvas.addEventListener("pointerdown", (event) => {
      held = this.point(event);
      moved = 0;
      this.canvas.setPointerCapture(event.pointerId);
    });
    this.canvas.addEventListener("pointermove", (event) => {
      const at = this.point(event);
      if (held) {
        moved += Math.abs(at.x - held.x) + Math.abs(at.y - held.y);
        this.pan(held.x - at.x, held.y - at.y);
        held = at;
      }
      this.hover(event, at);
    });
    this.canvas.addEventListener("pointerup", (event) => {
      if (held && moved < 6) {
        const { x, y } = this.point(event);
        this.choose(this.placeAt(x, y));
      }
      held = null;
    });
    this.canvas.addEventListener("pointercancel", () => {
      held = null;
    });
    this.canvas.addEventListener("pointerleave", () => {
      this.tip.hidden = true;
    });
  }

  hover(event, at) {
    const place = this.placeAt(at.x, at.y);
    this.tip.hidden = place < 0;
    if (place < 0) {
      return;
    }
    this.tip.textContent = this.facts(place)
      .map(([name, value]) => `${name.toLowerCase()} ${value}`)
      .join(" · ");
    const box = this.canvas.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    const left = Math.min(x + 14, box.width - this.tip.offsetWidth);
    const top = y + 20 + this.tip.offsetHeight < box.height ? y + 20 : y - this.tip.offsetHeight - 8;
    this.tip.style.transform = `translate(${Math.max(0, left)}px, ${top}px)`;
  }

  key(event) {
    const arrows = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    const actions = {
      "+": () => this.zoom(2),
      "=": () => this.zoom(2),
      "-": () => this.zoom(0.5),
      Home: () => this.showWhole(),
      n: () => this.choose(this.frames.nextLitPlace(this.chosen), true),
      p: () => this.choose(this.frames.previousLitPlace(this.chosen), true),
    };
    const arrow = arrows[event.key];
    const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if ((!arrow && !action) || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    event.preventDefault();
    if (action) {
      action();
    } else if (event.shiftKey) {
      this.pan((arrow[0] * this.canvas.width) / 8, (arrow[1] * this.canvas.height) / 8);
    } else {
      this.step(arrow[0], arrow[1]);
    }
  }

  /** Chooses the neighbour of the chosen place, as far away as can be told apart on the screen. */
  step(x, y) {
    if (this.chosen < 0) {
      this.choose(Math.max(0, this.frames.nextLitPlace(-1)));
      return;
    }
    const from = hilbertPoint(this.order, this.chosen);
    const distance = Math.max(1, Math.round(6 / this.view.scale));
    const column = from.x + x * distance;
    const row = from.y + y * distance;
    const side = 2 ** this.order;
    if (column >= 0 && row >= 0 && column < side && row < side) {
      this.choose(hilbertNumber(this.order, column, row));
    }
  }
}
