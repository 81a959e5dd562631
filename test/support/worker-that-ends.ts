/** Stands for a worker that ends at its start, with the exit code that its environment says. */
// The test counts how often it was started.
console.log('A worker starts.')
process.exit(Number(process.env.ENDS_WITH))
