/** The shapes of the chart, computed from counts. Pure, so that the component only renders. */

export const WIDTH = 600;
export const HEIGHT = 160;

const GAP = 2;
const DIAMOND = 8;

/**
 * A bar for what was handled in each span of time, and a diamond where something failed.
 * @param {{ from: string, settled: number, failed: number }[]} buckets
 */
export function draw(buckets) {
    const most = Math.max(...buckets.map(({ settled }) => settled), 1);
    const step = WIDTH / buckets.length;
    return buckets.map(({ from, settled, failed }, index) => ({
        key: from,
        bar: barOf(index * step, step, settled / most),
        diamond: failed > 0 ? diamondAt((index + 0.5) * step, failed / most) : ''
    }));
}

function barOf(left, step, share) {
    const height = share * HEIGHT;
    return { x: left + GAP / 2, y: HEIGHT - height, width: Math.max(step - GAP, 1), height };
}

/** Stays inside the picture, also for few failures and for nothing but failures. */
function diamondAt(x, share) {
    const y = Math.min(Math.max(HEIGHT - share * HEIGHT, DIAMOND), HEIGHT - DIAMOND);
    return `M${x} ${y - DIAMOND} l${DIAMOND} ${DIAMOND} l${-DIAMOND} ${DIAMOND} l${-DIAMOND} ${-DIAMOND} z`;
}
