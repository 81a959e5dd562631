/** Stands for a worker that ends at its start, with the exit code that its environment says. */
console.log('A worker starts.')
process.exit(Number(process.env.ENDS_WITH))
