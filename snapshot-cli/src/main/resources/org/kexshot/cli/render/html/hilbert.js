/**
 * The Hilbert curve in a square whose side is a power of two. A square of it is four quarters that
 * the curve passes one after the other; how it turns in a square is one of four ways. Of each way:
 * which quarters come, as x + 2 y, and which way it turns in each.
 */
const HILBERT = [
  { quarters: [0, 2, 3, 1], turns: [3, 0, 0, 1] },
  { quarters: [3, 2, 0, 1], turns: [2, 1, 1, 0] },
  { quarters: [3, 1, 0, 2], turns: [1, 2, 2, 3] },
  { quarters: [0, 1, 3, 2], turns: [0, 3, 3, 2] },
];

/** The way in which the first half of the curve fills the upper half of the square. */
const FIRST_TURN = 3;

/** Where a number lies on a curve through a square of 2^order times 2^order cells. */
function hilbertPoint(order, number) {
  let turn = FIRST_TURN;
  let x = 0;
  let y = 0;
  for (let level = order - 1; level >= 0; level--) {
    const quarter = Math.floor(number / 4 ** level) % 4;
    const place = HILBERT[turn].quarters[quarter];
    x = 2 * x + (place & 1);
    y = 2 * y + (place >> 1);
    turn = HILBERT[turn].turns[quarter];
  }
  return { x, y };
}

/** Which number lies at a cell of the square. */
function hilbertNumber(order, x, y) {
  let turn = FIRST_TURN;
  let number = 0;
  for (let level = order - 1; level >= 0; level--) {
    const place = (Math.floor(x / 2 ** level) & 1) + 2 * (Math.floor(y / 2 ** level) & 1);
    const quarter = HILBERT[turn].quarters.indexOf(place);
    number = 4 * number + quarter;
    turn = HILBERT[turn].turns[quarter];
  }
  return number;
}

/** The smallest rectangle at the square's corner that holds the first numbers of the curve. */
function hilbertBounds(order, count) {
  let turn = FIRST_TURN;
  let left = 0;
  let top = 0;
  let width = 0;
  let height = 0;
  let rest = count;
  const add = (x, y, side) => {
    width = Math.max(width, x + side);
    height = Math.max(height, y + side);
  };
  for (let level = order; rest > 0; level--) {
    const side = 2 ** level;
    if (rest >= side * side) {
      add(left, top, side);
      break;
    }
    const half = side / 2;
    const whole = Math.floor(rest / (half * half));
    const { quarters, turns } = HILBERT[turn];
    const at = (i) => [left + (quarters[i] & 1) * half, top + (quarters[i] >> 1) * half];
    for (let i = 0; i < whole; i++) {
      add(...at(i), half);
    }
    rest -= whole * half * half;
    [left, top] = at(whole);
    turn = turns[whole];
  }
  return { width, height };
}
