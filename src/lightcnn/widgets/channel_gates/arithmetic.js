// Gates from means: two small matrices, a ReLU between them, and a bend from 0 to 1.

const { h, s, pen, button, place, clamp, whole, write } = kit;
const STAGES = 3; // steps before the first gate: maps, means, squeezed units
const MOVED = 0.1; // by this much a gate has moved
const ANSWERED = 0.01; // and by this much it answers to one mean

const bent = {
  hard: (x, slope) => clamp(slope * x + 0.5, 0, 1),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
};

// { squeezed, gates } of the channels that are drawn. `changes` says by how much their means differ from the line's own: the
// sums of all channels are known, and each change adds its row of weights to them.
function gatesOf(block, line, changes = [], bend = "hard") {
  const sums = block.sums[line].map((sum, j) =>
    changes.reduce((all, change, i) => all + change * block.reduce[i][j], sum),
  );
  const squeezed = sums.map((x) => Math.max(0, x)),
    gates = block.restore.map((row, i) =>
      bent[bend](
        row.reduce((sum, w, j) => sum + w * squeezed[j], block.bias[i]),
        block.slope,
      ),
    );
  return { squeezed, gates };
}

// How many of the first channels, up to `end`, have another gate for one line than for another.
const movedOf = ({ gates }, line, other, end) =>
  gates[line].slice(0, end).filter((g, c) => Math.abs(g - gates[other][c]) > MOVED).length;

const share = (logOdds) => 1 / (1 + Math.exp(-logOdds));
const percent = (x) => (x > 0.9995 ? "> 99.9 %" : `${(100 * x).toFixed(1)} %`);
