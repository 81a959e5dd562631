/** Words of the service that no admin should have to learn. Its sentences are English, so these are no labels. */
const WORDS = [
    [/\bthen resume( the run)?\b/g, 'then choose Continue'],
    [/\bRun (?=\d)/g, 'Job '],
    [/\brun (?=\d)/g, 'job '],
    [/\b(the|this|that|another|a) run\b/gi, '$1 job'],
    [/\bmanifest\b/gi, 'list of changes'],
    [/\bverified\b/g, 'copied and checked'],
    [/\b(is|are|not) held\b/g, '$1 kept back'],
    [/\bin doubt\b/g, 'being checked']
];

/** The sentence with the words of the app in place of those. */
export function withoutForeignWords(sentence) {
    return WORDS.reduce((text, [word, own]) => text.replace(word, own), sentence);
}
