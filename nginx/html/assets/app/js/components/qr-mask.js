// The words of a QR code in their places, under the mask that leaves the fewest patterns a camera stumbles over.

const masks = [
  (x, y) => (x + y) % 2, (x, y) => y % 2, (x) => x % 3, (x, y) => (x + y) % 3, (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3), (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2, (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];

/** The grid filled in: `words` go where it has nothing yet (null). */
export function masked(grid, words) {
  reserveFormat(grid);
  const free = placesOf(grid);
  const bits = words.flatMap((word) => Array.from({ length: 8 }, (_, index) => (word >> (7 - index)) & 1));
  const candidates = masks.map((mask, number) => {
    const filled = grid.map((row) => [...row]);
    free.forEach(([x, y], index) => { filled[y][x] = ((bits[index] ?? 0) === 1) !== (mask(x, y) === 0); });
    drawFormat(filled, number);
    return filled;
  });
  return candidates.reduce((best, each) => (penalty(each) < penalty(best) ? each : best));
}

// Two columns at a time from the right, up and down in turn; the column of the timing pattern is left out.
function placesOf(grid) {
  const size = grid.length;
  const found = [];
  let isUp = true;
  for (let right = size - 1; right > 0; right -= right === 8 ? 3 : 2) {
    for (let step = 0; step < size; step += 1) {
      const y = isUp ? size - 1 - step : step;
      for (const x of [right, right - 1]) if (grid[y][x] === null) found.push([x, y]);
    }
    isUp = !isUp;
  }
  return found;
}

function formatPlaces(size) {
  const near = [...Array.from({ length: 6 }, (_, at) => [8, at]), [8, 7], [8, 8], [7, 8], ...Array.from({ length: 6 }, (_, at) => [5 - at, 8])];
  const far = [...Array.from({ length: 8 }, (_, at) => [size - 1 - at, 8]), ...Array.from({ length: 7 }, (_, at) => [8, size - 7 + at])];
  return { near, far };
}

function reserveFormat(grid) {
  const { near, far } = formatPlaces(grid.length);
  for (const [x, y] of [...near, ...far]) grid[y][x] = false;
  grid[grid.length - 8][8] = true;
}

// The level M is 00.
function drawFormat(grid, mask) {
  let rest = mask;
  for (let turn = 0; turn < 10; turn += 1) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
  const bits = (mask << 10 | rest) ^ 0x5412;
  const { near, far } = formatPlaces(grid.length);
  for (const places of [near, far]) places.forEach(([x, y], bit) => { grid[y][x] = ((bits >> bit) & 1) === 1; });
}

function penalty(grid) {
  const columns = grid.map((_, x) => grid.map((row) => row[x]));
  const runs = [...grid, ...columns].reduce((sum, line) => sum + runPenalty(line), 0);
  const blocks = grid.slice(1).reduce((sum, row, y) => sum + row.slice(1).filter((each, x) => each === row[x] && each === grid[y][x] && each === grid[y][x + 1]).length, 0);
  const dark = grid.flat().filter(Boolean).length / grid.length ** 2;
  return runs + 3 * blocks + 10 * Math.floor(Math.abs(dark - 0.5) * 20);
}

function runPenalty(line) {
  let sum = 0;
  let length = 0;
  line.forEach((each, index) => {
    length = each === line[index - 1] ? length + 1 : 1;
    if (length === 5) sum += 3;
    if (length > 5) sum += 1;
  });
  return sum;
}
