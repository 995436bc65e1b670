/** One adapter under test and how to end it. */
export interface Opened<Port> {
  readonly port: Port
  close(): Promise<void>
}
