/** One line of AWS's price list; dollars without tax. */
export interface Price {
  readonly unit: string
  /** Dollars for `per` units. */
  readonly dollars: number
  readonly per: number
  /** Units of each month that AWS never charges; the whole account shares them. */
  readonly free: number
  /** AWS's page that states the price. */
  readonly source: string
}

/**
 * Where the prices below hold and when they were written down, from public pages; other regions ask
 * up to a quarter more.
 */
export const priceList = { region: 'us-east-1', writtenOn: '2026-11-22' } as const

const aws = (page: string) => `https://aws.amazon.com/${page}/pricing/`
const million = 1_000_000

/** Every price that the estimate uses. Change the date above with them. */
export const prices = {
  apiRequest: {
    unit: 'request to the HTTP API, of up to 512 KB',
    ...{ dollars: 1, per: million, free: 0, source: aws('api-gateway') },
  },
  dataOut: {
    unit: 'GB sent to the internet',
    ...{ dollars: 0.09, per: 1, free: 100, source: `${aws('ec2')}on-demand/` },
  },
  lambdaRequest: {
    unit: 'Lambda invocation',
    ...{ dollars: 0.2, per: million, free: million, source: aws('lambda') },
  },
  lambdaTime: {
    unit: 'GB-second of Lambda on arm64',
    ...{ dollars: 0.0000133334, per: 1, free: 400_000, source: aws('lambda') },
  },
  tableWrite: {
    unit: 'DynamoDB write of up to 1 KB, on demand',
    ...{ dollars: 0.625, per: million, free: 0, source: `${aws('dynamodb')}on-demand/` },
  },
  tableStorage: {
    unit: 'GB-month in DynamoDB',
    ...{ dollars: 0.25, per: 1, free: 25, source: `${aws('dynamodb')}on-demand/` },
  },
  tableBackup: {
    unit: 'GB-month of DynamoDB under point-in-time recovery',
    ...{ dollars: 0.2, per: 1, free: 0, source: `${aws('dynamodb')}on-demand/` },
  },
  streamRead: {
    unit: 'read of the DynamoDB stream by Lambda',
    ...{ dollars: 0, per: million, free: 0, source: `${aws('dynamodb')}on-demand/` },
  },
  objectStorage: {
    unit: 'GB-month in S3 Standard',
    ...{ dollars: 0.023, per: 1, free: 0, source: aws('s3') },
  },
  objectWrite: {
    unit: 'PUT or LIST request to S3',
    ...{ dollars: 0.005, per: 1000, free: 0, source: aws('s3') },
  },
  objectRead: {
    unit: 'GET request to S3',
    ...{ dollars: 0.0004, per: 1000, free: 0, source: aws('s3') },
  },
  scan: {
    unit: 'TB scanned by Athena, at least 10 MB a query',
    ...{ dollars: 5, per: 1, free: 0, source: aws('athena') },
  },
  catalogRequest: {
    unit: 'request to the Glue catalog',
    ...{ dollars: 1, per: million, free: million, source: aws('glue') },
  },
  scheduleRun: {
    unit: 'run of EventBridge Scheduler',
    ...{ dollars: 1, per: million, free: 14 * million, source: aws('eventbridge') },
  },
  alarm: {
    unit: 'CloudWatch alarm, a month',
    ...{ dollars: 0.1, per: 1, free: 10, source: aws('cloudwatch') },
  },
  metric: {
    unit: 'CloudWatch metric of an API route or of our own, a month',
    ...{ dollars: 0.3, per: 1, free: 10, source: aws('cloudwatch') },
  },
  logWrite: {
    unit: 'GB of logs taken in',
    ...{ dollars: 0.5, per: 1, free: 5, source: aws('cloudwatch') },
  },
  logStorage: {
    unit: 'GB-month of logs kept, compressed',
    ...{ dollars: 0.03, per: 1, free: 0, source: aws('cloudwatch') },
  },
  trace: {
    unit: 'X-Ray trace recorded',
    ...{ dollars: 5, per: million, free: 100_000, source: aws('xray') },
  },
  secret: {
    unit: 'secret in Secrets Manager, a month',
    ...{ dollars: 0.4, per: 1, free: 0, source: aws('secrets-manager') },
  },
  mail: {
    unit: 'mail sent by SES',
    ...{ dollars: 0.1, per: 1000, free: 0, source: aws('ses') },
  },
  mailAttachment: {
    unit: 'GB attached to mails',
    ...{ dollars: 0.12, per: 1, free: 0, source: aws('ses') },
  },
} as const satisfies Record<string, Price>

export type PriceId = keyof typeof prices
