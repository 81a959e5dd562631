import { startPolling } from 'c/docliftPoll';

const onData = jest.fn();
const onError = jest.fn();
let stop;

function start(read, everyMs) {
    stop = startPolling({ read, onData, onError, everyMs });
}

function setHidden(isHidden) {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden });
    document.dispatchEvent(new Event('visibilitychange'));
}

describe('c-doclift-poll', () => {
    beforeEach(() => jest.useFakeTimers());

    afterEach(() => {
        stop();
        setHidden(false);
        jest.useRealTimers();
    });

    it('reads at once, then every five seconds while something changes', async () => {
        let count = 0;
        start(() => Promise.resolve((count += 1)));
        await jest.advanceTimersByTimeAsync(10_000);
        expect(onData.mock.calls).toEqual([[1], [2], [3]]);
    });

    it('reads less and less often while nothing changes, at least once a minute', async () => {
        const read = jest.fn().mockResolvedValue({ same: true });
        start(read);
        await jest.advanceTimersByTimeAsync(5_000 + 10_000 + 20_000 + 40_000);
        expect(read).toHaveBeenCalledTimes(5);
        await jest.advanceTimersByTimeAsync(120_000);
        expect(read).toHaveBeenCalledTimes(7);
    });

    it('is back at its pace with the first news', async () => {
        const read = jest.fn().mockResolvedValueOnce(1).mockResolvedValueOnce(1).mockResolvedValueOnce(2).mockResolvedValue(3);
        start(read);
        await jest.advanceTimersByTimeAsync(5_000 + 10_000 + 5_000);
        expect(read).toHaveBeenCalledTimes(4);
    });

    it('tells of errors, slows down and goes on', async () => {
        const read = jest.fn().mockRejectedValueOnce(new Error('Down')).mockResolvedValue(1);
        start(read);
        await jest.advanceTimersByTimeAsync(9_999);
        expect(onError).toHaveBeenCalledTimes(1);
        expect(onData).not.toHaveBeenCalled();
        await jest.advanceTimersByTimeAsync(1);
        expect(onData).toHaveBeenCalledWith(1);
    });

    it('asks after each read for the pace, when it may change', async () => {
        let count = 0;
        start(() => Promise.resolve((count += 1)), () => (count < 3 ? 1_000 : 30_000));
        await jest.advanceTimersByTimeAsync(31_999);
        expect(count).toBe(3);
        await jest.advanceTimersByTimeAsync(1);
        expect(count).toBe(4);
    });

    it('never reads twice at a time', async () => {
        const read = jest.fn(() => new Promise(() => {}));
        start(read);
        await jest.advanceTimersByTimeAsync(60_000);
        setHidden(false);
        expect(read).toHaveBeenCalledTimes(1);
    });

    it('rests while the page is hidden and reads at once when it is seen again', async () => {
        let count = 0;
        const read = jest.fn(() => Promise.resolve((count += 1)));
        start(read);
        await jest.advanceTimersByTimeAsync(0);
        setHidden(true);
        await jest.advanceTimersByTimeAsync(60_000);
        expect(read).toHaveBeenCalledTimes(1);
        setHidden(false);
        expect(read).toHaveBeenCalledTimes(2);
    });

    it('is silent once it is stopped, also about what it was reading', async () => {
        let answer;
        start(() => new Promise((resolve) => (answer = resolve)));
        stop();
        answer(1);
        await jest.advanceTimersByTimeAsync(60_000);
        expect(onData).not.toHaveBeenCalled();
    });
});
