import { S3Client } from '@aws-sdk/client-s3'
import type { SigningConfig } from './signed-call.ts'

/** Signs with the credentials and in the region of the environment, as any client of the SDK would. */
export const ambientSigning = (): SigningConfig => new S3Client({}).config
