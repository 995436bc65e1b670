import { Aws, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  CfnBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { prefixes, variables } from '#core/names.ts'
import { grant, type Holder } from './grant.ts'

export interface LakeProps {
  /** Name of the deployment. */
  readonly deployment: string
  /** How long rejected events can be replayed. @default 400 days */
  readonly quarantineKept?: Duration
  /** How long results of queries stay. @default 7 days */
  readonly resultsKept?: Duration
}

/** Folders, each ending in a slash, or patterns of keys. */
export interface LakeAccess {
  readonly read?: readonly string[]
  readonly write?: readonly string[]
  readonly delete?: readonly string[]
}

/** The bucket of everything but the event table. */
export class Lake extends Construct {
  readonly bucketName: string
  readonly bucketArn: string

  constructor(scope: Construct, id: string, props: LakeProps) {
    super(scope, id)
    // Bucket names are shared by all accounts and regions; a name known before the deployment
    // needs no export.
    this.bucketName = `${props.deployment}-${Aws.ACCOUNT_ID}-${Aws.REGION}`
    this.bucketArn = Stack.of(this).formatArn({
      service: 's3',
      region: '',
      account: '',
      resource: this.bucketName,
    })
    const bucket = new Bucket(this, 'Bucket', {
      bucketName: this.bucketName,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        { id: 'parts', abortIncompleteMultipartUploadAfter: Duration.days(7) },
        {
          id: 'quarantine',
          prefix: prefixes.quarantine,
          expiration: props.quarantineKept ?? Duration.days(400),
        },
        {
          id: 'results',
          prefix: prefixes.results,
          expiration: props.resultsKept ?? Duration.days(7),
        },
      ],
    })
    tellOfObjects(bucket)
    // A bucket that stays must stay closed.
    bucket.policy?.applyRemovalPolicy(RemovalPolicy.RETAIN)
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Access is through functions and Athena, whose calls are logged',
    })
  }

  /**
   * Lets a function use folders of the bucket. A write under the condition of a tag needs `read`
   * too.
   */
  bindTo(fn: LambdaFunction, access: LakeAccess): void {
    fn.addEnvironment(variables.lakeBucket, this.bucketName)
    this.openTo(fn, access)
  }

  /** Lets somebody use folders of the bucket. */
  openTo(holder: Holder, access: LakeAccess): void {
    this.grantObjects(holder, ['s3:GetObject'], access.read)
    this.grantObjects(
      holder,
      ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
      access.write,
    )
    this.grantObjects(holder, ['s3:DeleteObject'], access.delete)
    if (access.read) this.bindListTo(holder)
  }

  /** Listing covers the whole bucket: only with it does a missing object answer 404 and not 403. */
  bindListTo(holder: Holder): void {
    grant(holder, {
      actions: ['s3:ListBucket', 's3:GetBucketLocation', 's3:ListBucketMultipartUploads'],
      resources: [this.bucketArn],
    })
  }

  private grantObjects(
    holder: Holder,
    actions: readonly string[],
    folders: readonly string[] = [],
  ): void {
    if (folders.length === 0) return
    grant(holder, {
      actions,
      resources: folders.map((folder) => `${this.bucketArn}/${folder.replace(/\/$/, '/*')}`),
      reason: 'Objects of one folder: their keys are not known before they are written',
    })
  }
}

/** By the resource itself: the construct would bring a function of its own for it. */
function tellOfObjects({ node }: Bucket): void {
  const resource = node.defaultChild
  if (!CfnBucket.isCfnBucket(resource)) throw new Error('the bucket has no resource')
  resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } }
}
