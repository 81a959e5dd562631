import { createElement } from 'lwc';
import DocliftSeriesChart from 'c/docliftSeriesChart';
import readSeries from '@salesforce/apex/DocliftOverviewController.readSeries';

jest.mock('@salesforce/apex/DocliftOverviewController.readSeries', () => ({ default: jest.fn() }), { virtual: true });

const series = {
    by: 'hour',
    buckets: [
        { from: '2026-03-01T08:00:00Z', settled: 0, failed: 0 },
        { from: '2026-03-01T09:00:00Z', settled: 2000, failed: 12 },
        { from: '2026-03-01T10:00:00Z', settled: 500, failed: 0 }
    ]
};
const down = { body: { message: JSON.stringify({ status: 0, code: 'app.unreachable', detail: '' }) } };
const forbidden = { body: { message: JSON.stringify({ status: 403, code: 'api.forbidden', detail: '' }) } };

async function show() {
    const element = createElement('c-doclift-series-chart', { is: DocliftSeriesChart });
    document.body.appendChild(element);
    await flush();
    return element;
}

async function flush() {
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}

function all(element, selector) {
    return [...element.shadowRoot.querySelectorAll(selector)];
}

function stateOf(element) {
    return element.shadowRoot.querySelector('c-doclift-state');
}

describe('c-doclift-series-chart', () => {
    afterEach(() => document.body.replaceChildren());

    it('is loading until it knows', async () => {
        readSeries.mockReturnValue(new Promise(() => {}));
        const element = await show();
        expect(stateOf(element).isLoading).toBe(true);
        await expect(element).toBeAccessible();
    });

    it('draws a bar for each hour and a diamond only where something failed', async () => {
        readSeries.mockResolvedValue(series);
        const element = await show();
        expect(readSeries).toHaveBeenCalledWith({ span: 'hour' });
        expect(all(element, '.bar').map((bar) => Number(bar.getAttribute('height')))).toEqual([0, 160, 40]);
        expect(all(element, '.diamond')).toHaveLength(1);
        await expect(element).toBeAccessible();
    });

    it('says the same in words and as a table', async () => {
        readSeries.mockResolvedValue(series);
        const element = await show();
        expect(all(element, 'desc')[0].textContent).toBe(
            '2,500 documents were handled, 12 of them failed. The most at a time were 2,000. The table below has every number.'
        );
        expect(all(element, 'tbody tr').map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent))).toEqual([
            ['2,000', '12'],
            ['500', '0']
        ]);
    });

    it('shows days as days of UTC when asked', async () => {
        readSeries.mockResolvedValue(series);
        const element = await show();
        readSeries.mockResolvedValue({ by: 'day', buckets: [{ from: '2026-03-01T00:00:00Z', settled: 7, failed: 0 }] });
        const group = element.shadowRoot.querySelector('lightning-radio-group');
        group.dispatchEvent(new CustomEvent('change', { detail: { value: 'day' } }));
        await flush();
        expect(readSeries).toHaveBeenLastCalledWith({ span: 'day' });
        expect(all(element, 'tbody th')[0].textContent).toBe('Mar 1, 2026');
    });

    it('says when nothing was done', async () => {
        readSeries.mockResolvedValue({ by: 'hour', buckets: [series.buckets[0]] });
        const element = await show();
        expect(stateOf(element).isEmpty).toBe(true);
        expect(stateOf(element).emptyText).toBe('Nothing was done in the last 24 hours.');
        await expect(element).toBeAccessible();
    });

    it.each([
        ['unreachable', down],
        ['forbidden', forbidden]
    ])('shows that the service is %s', async (kind, error) => {
        readSeries.mockRejectedValue(error);
        const element = await show();
        expect(stateOf(element).problem.kind).toBe(kind);
        await expect(element).toBeAccessible();
    });

    it('reads again when asked', async () => {
        readSeries.mockRejectedValueOnce(down).mockResolvedValue(series);
        const element = await show();
        stateOf(element).dispatchEvent(new CustomEvent('again'));
        await flush();
        expect(stateOf(element).problem).toBeNull();
        expect(all(element, '.bar')).toHaveLength(3);
    });
});
