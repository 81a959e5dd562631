import { followRun } from 'c/docliftFollow';
import readRun from '@salesforce/apex/DocliftRunController.readRun';

jest.mock('@salesforce/apex/DocliftRunController.readRun', () => ({ default: jest.fn() }), { virtual: true });

const pass = (ms) => jest.advanceTimersByTimeAsync(ms);
const listeners = () => ({ onWork: jest.fn(), onEnd: jest.fn(), onLost: jest.fn() });

describe('c/docliftFollow', () => {
    beforeEach(() => {
        jest.useFakeTimers();
        readRun.mockReset();
    });
    afterEach(() => jest.useRealTimers());

    it.each(['succeeded', 'partially_succeeded', 'failed', 'halted'])('reads until the job is %s, and no longer', async (state) => {
        readRun.mockResolvedValueOnce({ state: 'planned' }).mockResolvedValueOnce({ state: 'running' });
        readRun.mockResolvedValue({ state });
        const told = listeners();
        followRun('r1', told);
        await pass(120_000);
        expect(readRun).toHaveBeenCalledTimes(3);
        expect(readRun).toHaveBeenCalledWith({ runId: 'r1' });
        expect(told.onWork).toHaveBeenCalledTimes(2);
        expect(told.onEnd).toHaveBeenCalledTimes(1);
        expect(told.onEnd).toHaveBeenCalledWith({ state });
    });

    it('tells what could not be read and goes on', async () => {
        readRun.mockRejectedValueOnce(new Error('down')).mockResolvedValue({ state: 'succeeded' });
        const told = listeners();
        followRun('r1', told);
        await pass(120_000);
        expect(told.onLost.mock.calls[0][0].kind).toBe('other');
        expect(told.onEnd).toHaveBeenCalledTimes(1);
    });

    it('tells nothing after it was stopped', async () => {
        readRun.mockResolvedValue({ state: 'running' });
        const told = listeners();
        followRun('r1', told)();
        await pass(120_000);
        expect(told.onWork).not.toHaveBeenCalled();
    });
});
