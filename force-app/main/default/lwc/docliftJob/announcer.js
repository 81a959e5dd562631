/** Tells screen readers how a job goes, politely and seldom. */
const EVERY_MS = 30_000;

export class Announcer {
    /** @param {(text: string) => void} show puts a text into the live region */
    constructor(show) {
        this.show = show;
    }

    /** Shows the text at once, or the newest text as soon as enough time has passed since the last one. */
    say(text) {
        this.text = text;
        if (!this.timer && text !== this.shown) this.speak();
    }

    stop() {
        clearTimeout(this.timer);
        this.timer = null;
    }

    speak() {
        this.shown = this.text;
        this.show(this.text);
        // eslint-disable-next-line @lwc/lwc/no-async-operation
        this.timer = setTimeout(() => {
            this.timer = null;
            this.say(this.text);
        }, EVERY_MS);
    }
}
