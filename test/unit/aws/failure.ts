/** What Lambda writes about a batch of inserted items that it gave up, with what the function was sent. */
export const failure = (...ids: string[]) =>
  JSON.stringify({
    requestContext: { condition: 'RetryAttemptsExhausted' },
    payload: JSON.stringify({
      Records: ids.map((id) => ({
        eventName: 'INSERT',
        dynamodb: { SequenceNumber: '1', NewImage: { event_id: { S: id }, body: { S: '{}' } } },
      })),
    }),
  })
