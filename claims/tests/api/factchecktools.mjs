// Read all pages with Google's client for Node, and say what came: node factchecktools.mjs ADDRESS PACKAGE
import { createRequire } from 'node:module'

const [, , rootUrl, where] = process.argv
const { factchecktools } = createRequire(import.meta.url)(where)
const service = factchecktools({ version: 'v1alpha1', auth: 'any', rootUrl: `${rootUrl}/` })

const texts = []
let pages = 0
let pageToken
do {
  const { data } = await service.claims.search({ query: 'buses', pageSize: 2, pageToken })
  texts.push(...data.claims.map(claim => claim.text))
  pageToken = data.nextPageToken
  pages += 1
} while (pageToken)
const { data: images } = await service.claims.imageSearch({ imageUri: 'https://example.org/a.jpg' })
let refused = 0
try {
  await service.claims.search({})
} catch (error) {
  refused = error.status ?? Number(error.code)
}
console.log(JSON.stringify({ texts, pages, images, refused }))
