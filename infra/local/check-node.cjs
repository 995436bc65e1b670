// Plain CommonJS so that any Node can read it and say what is missing.
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  console.error(
    `This project needs Node 24 and found ${process.versions.node}. Its own copy is installed by: npm ci`,
  )
  process.exit(1)
}
