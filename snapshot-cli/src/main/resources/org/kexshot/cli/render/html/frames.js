const NO_RAM = -1;

/** Cells of a hole that are kept at most, so that what lies behind it keeps its place in a small square. */
const HOLE = 64;

/** Inflates text of base 64 that was deflated without a header. */
async function inflate(base64) {
  const packed = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Reads numbers of 7 bits a byte, the lowest first. */
class NumberReader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  hasMore() {
    return this.at < this.bytes.length;
  }

  next() {
    let value = 0;
    let weight = 1;
    for (;;) {
      const byte = this.bytes[this.at++];
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) {
        return value;
      }
      weight *= 128;
    }
  }
}

/**
 * All cells of physical memory in runs of which the same is said. A cell is one page frame, or
 * several where memory is large. Each has a place on the map: its number, but for holes without RAM,
 * of which the most part has no place.
 */
class Frames {
  constructor(data, bytes) {
    this.pageSize = data.pageSize;
    this.framesPerCell = data.framesPerCell;
    this.kinds = data.kinds;
    this.changes = data.changes;
    this.names = data.names;
    this.states = [];
    const reader = new NumberReader(bytes);
    for (let left = reader.next(); left > 0; left--) {
      const number = reader.next();
      const change = data.changes[number];
      this.states.push({
        change,
        contents: data.contents[number],
        differs: change === "CHANGED" || change === "APPEARED" || change === "VANISHED",
        before: reader.next(),
        after: reader.next(),
        name: data.names[reader.next()],
      });
    }
    this.readRuns(reader);
  }

  static async of(data) {
    return new Frames(data, await inflate(data.runs));
  }

  readRuns(reader) {
    const starts = [];
    const cells = [];
    const states = [];
    const differing = [];
    let cell = 0;
    let place = 0;
    while (reader.hasMore()) {
      const state = reader.next() - 1;
      const count = reader.next();
      const next = cell + count;
      starts.push(place);
      cells.push(cell);
      states.push(state);
      place += state === NO_RAM ? (next + HOLE - (place % HOLE)) % HOLE : count;
      cell = next;
      const differs = state !== NO_RAM && this.states[state].differs;
      differing.push(differs ? (this.framesPerCell > 1 ? reader.next() : 1) : 0);
    }
    starts.push(place);
    cells.push(cell);
    this.places = place;
    this.starts = Float64Array.from(starts);
    this.cells = Float64Array.from(cells);
    this.runStates = Int32Array.from(states);
    this.differing = Float64Array.from(differing);
    this.runs = states.length;
    this.light(() => true);
  }

  /** Says which of the runs that differ are lit: nextLit has for each run the next such one. */
  light(isLit) {
    this.nextLit = new Int32Array(this.runs + 1).fill(this.runs);
    for (let run = this.runs - 1; run >= 0; run--) {
      const state = this.state(run);
      const lit = state !== null && state.differs && isLit(state);
      this.nextLit[run] = lit ? run : this.nextLit[run + 1];
    }
  }

  /** What is said of the cells of a run; null if they are RAM in neither image. */
  state(run) {
    return this.runStates[run] === NO_RAM ? null : this.states[this.runStates[run]];
  }

  isLit(run) {
    return this.nextLit[run] === run;
  }

  /** The run that has a place, between two runs that have places before and behind it. */
  find(place, low = 0, high = this.runs - 1) {
    return lastUpTo(this.starts, place, low, high);
  }

  /** The cell at a place. */
  cellAt(place) {
    const run = this.find(place);
    return this.cells[run + 1] - (this.starts[run + 1] - place);
  }

  /** Where a cell lies; -1 if it is behind all memory or in a hole. */
  placeOf(cell) {
    if (!(cell >= 0 && cell < this.cells[this.runs])) {
      return -1;
    }
    const run = lastUpTo(this.cells, cell, 0, this.runs - 1);
    return this.runStates[run] === NO_RAM ? -1 : this.starts[run] + cell - this.cells[run];
  }

  /** The first place of the next lit run behind a place, or of the first of all. */
  nextLitPlace(place) {
    const run = place < 0 ? 0 : this.find(place) + 1;
    const next = this.nextLit[run] < this.runs ? this.nextLit[run] : this.nextLit[0];
    return next < this.runs ? this.starts[next] : -1;
  }

  /** The first place of the last lit run before the one that has a place, or of the last of all. */
  previousLitPlace(place) {
    const from = place < 0 ? this.runs : this.find(place);
    for (let step = 1; step <= this.runs; step++) {
      const run = (from - step + this.runs) % this.runs;
      if (this.isLit(run)) {
        return this.starts[run];
      }
    }
    return -1;
  }
}

/** The last of ascending numbers between two indexes that is no larger than a value. */
function lastUpTo(numbers, value, low, high) {
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (numbers[middle] <= value) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}
