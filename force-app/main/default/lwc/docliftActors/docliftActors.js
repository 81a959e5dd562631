/** Who did something, as the app says it. The service knows ids; the names of users come from the org. */
import { fill } from 'c/docliftFormat';
import cli from '@salesforce/label/c.Doclift_Actor_cli';
import doclift from '@salesforce/label/c.Doclift_Actor_doclift';
import hidden from '@salesforce/label/c.Doclift_Actor_hidden';
import token from '@salesforce/label/c.Doclift_Actor_token';
import you from '@salesforce/label/c.Doclift_Actor_you';

/** Marks that turn the direction of what follows: a name must not reorder the line it stands in. */
const DIRECTION_MARKS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * An actor in words.
 * @param {string} actorId "user:005…", "token:…", "cli:user@host" or "doclift"
 * @param {object} [names] names of users by id, as far as the user may see them
 * @param {string} [ownId] the actor that looks at the page
 */
export function actorWord(actorId, names, ownId) {
    if (actorId === ownId) return you;
    const [kind, name] = partsOf(actorId);
    if (kind === 'user') return userWord(name, names);
    if (kind === 'cli') return fill(cli, withoutMarks(name));
    // A kind that is newer than this page is shown as the service wrote it.
    return { token, doclift }[kind] ?? withoutMarks(actorId);
}

/** A user by name, or that it is hidden. */
export function userWord(userId, names) {
    const name = names && Object.hasOwn(names, userId) ? withoutMarks(names[userId]) : '';
    return name || hidden;
}

/** The id of a user, who has a page, or null for any other actor and for a user that is hidden. */
export function userIdOf(actorId, names) {
    const [kind, name] = partsOf(actorId);
    return kind === 'user' && names && Object.hasOwn(names, name) ? name : null;
}

function partsOf(actorId) {
    const [kind, ...rest] = actorId.split(':');
    return [kind, rest.join(':')];
}

function withoutMarks(text) {
    return text.replace(DIRECTION_MARKS, '');
}
